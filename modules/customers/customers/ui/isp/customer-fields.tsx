import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { type Control, useWatch } from 'react-hook-form';
import type { z } from 'zod';
import { Callout } from '#ui/base/callout.tsx';
import { ComboboxField, RadioField, SelectField, TextField } from '#ui/form/fields.tsx';
import { FormSection } from '#ui/form/form.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { Link } from '#ui/page/url.tsx';
import { type customerInput, customerTiers } from '../../contract.ts';
import { countryName, findCountries } from './countries.ts';
import { CustomFields } from './custom-fields.tsx';
import { customersApi as api, capital, customerPath } from './customer-values.tsx';
import { TagsField } from './tags-field.tsx';

export type CustomerForm = Control<z.input<typeof customerInput>, unknown, z.output<typeof customerInput>>;

const digits = (text: string) => text.replace(/\D/g, '');

/** Customers who have this e-mail or phone already; creating another is allowed, families share both. */
function Duplicates({ control, except }: { control: CustomerForm; except: string | undefined }) {
  const [email, phone] = useDeferredValue(useWatch({ control, name: ['email', 'phone'] }));
  const wanted = [email?.includes('@') ? email.trim() : '', phone && digits(phone).length >= 7 ? digits(phone) : ''];
  const byEmail = useQuery({
    ...api.list.queryOptions({ input: { q: wanted[0], limit: 5 } }),
    enabled: wanted[0] !== '',
  });
  const byPhone = useQuery({
    ...api.list.queryOptions({ input: { q: wanted[1], limit: 5 } }),
    enabled: wanted[1] !== '',
  });
  const found = [
    ...(wanted[0] ? (byEmail.data?.items ?? []).filter((c) => c.email === wanted[0]?.toLowerCase()) : []),
    ...(wanted[1]
      ? (byPhone.data?.items ?? []).filter(
          (c) => c.phone && digits(c.phone).endsWith(digits(wanted[1] ?? '').replace(/^0+/, '')),
        )
      : []),
  ].filter((c, at, all) => c.id !== except && all.findIndex((other) => other.id === c.id) === at);
  if (found.length === 0) return null;
  return (
    <Callout
      tone="warn"
      className="sm:col-span-2"
      title="Somebody has this e-mail or phone already. Is it the same person?"
    >
      <ul>
        {found.map((c) => (
          <li key={c.id}>
            <Link to={customerPath(c.id)} className="underline" target="_blank">
              {c.name}
            </Link>{' '}
            {c.number}, {c.serviceAddress.line1}, {c.serviceAddress.city}
          </li>
        ))}
      </ul>
    </Callout>
  );
}

/** Everything about a customer that a person types. `except`: the customer being edited. */
export function CustomerFields({ control, except }: { control: CustomerForm; except?: string }) {
  const { locale } = useFormat();
  const country = useWatch({ control, name: 'serviceAddress.country' });
  return (
    <>
      <FormSection title="Who" description="The name on the contract and on invoices.">
        <RadioField
          control={control}
          name="kind"
          label="Kind"
          options={[
            { value: 'individual', label: 'Private person' },
            { value: 'business', label: 'Business' },
          ]}
        />
        <TextField control={control} name="name" label="Name" wide autoComplete="off" />
        <TextField
          control={control}
          name="email"
          label="E-mail"
          type="email"
          optional
          autoComplete="off"
          help="Invoices and notices go there."
        />
        <TextField
          control={control}
          name="phone"
          label="Phone"
          type="tel"
          optional
          autoComplete="off"
          placeholder="+49 30 1234567"
        />
        <Duplicates control={control} except={except} />
      </FormSection>
      <FormSection title="Where" description="Where the line ends; field crews go there.">
        <TextField control={control} name="serviceAddress.line1" label="Street and number" wide autoComplete="off" />
        <TextField
          control={control}
          name="serviceAddress.line2"
          label="Floor, block, landmark"
          wide
          optional
          autoComplete="off"
        />
        <TextField control={control} name="serviceAddress.postcode" label="Postcode" optional autoComplete="off" />
        <TextField control={control} name="serviceAddress.city" label="Town" autoComplete="off" />
        <ComboboxField
          control={control}
          name="serviceAddress.country"
          label="Country"
          source={`countries.${locale}`}
          load={async (text) => findCountries(text, locale)}
          current={country ? { value: country, label: countryName(country, locale) } : null}
          optional
          placeholder="As the provider’s"
        />
      </FormSection>
      <FormSection title="How they are served" description="Tier, language and what helps to find them.">
        <SelectField
          control={control}
          name="tier"
          label="Tier"
          options={customerTiers.map((value) => ({ value, label: capital(value) }))}
        />
        <TextField
          control={control}
          name="locale"
          label="Language"
          optional
          placeholder="en, fr-FR"
          autoComplete="off"
          help="Of mails to them; the provider’s when empty."
        />
        <TextField
          control={control}
          name="taxNumber"
          label="Tax or registration number"
          optional
          wide
          autoComplete="off"
        />
        <TagsField control={control} name="tags" label="Tags" optional />
        <CustomFields control={control} />
      </FormSection>
    </>
  );
}
