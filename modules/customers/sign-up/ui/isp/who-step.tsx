import { customerTiers } from '#modules/customers/customers/contract.ts';
import { capital } from '#modules/customers/customers/ui/isp/customer-values.tsx';
import { TagsField } from '#modules/customers/customers/ui/isp/tags-field.tsx';
import { RadioField, SelectField, TextField } from '#ui/form/fields.tsx';
import { FormSection } from '#ui/form/form.tsx';
import { DuplicateList } from './duplicates.tsx';
import type { DuplicateView, SignUpControl } from './sign-up-api.ts';

/** The person or company, and how they are served. */
export function WhoStep({ control, found }: { control: SignUpControl; found: readonly DuplicateView[] }) {
  return (
    <>
      <FormSection title="Who" description="The name on the contract and on invoices.">
        <RadioField
          control={control}
          name="customer.kind"
          label="Kind"
          options={[
            { value: 'individual', label: 'Private person' },
            { value: 'business', label: 'Business' },
          ]}
        />
        <TextField control={control} name="customer.name" label="Name" wide autoComplete="off" />
        <TextField
          control={control}
          name="customer.email"
          label="E-mail"
          type="email"
          optional
          autoComplete="off"
          help="Invoices and notices go there."
        />
        <TextField
          control={control}
          name="customer.phone"
          label="Phone"
          type="tel"
          optional
          autoComplete="off"
          placeholder="+49 30 1234567"
        />
        <DuplicateList found={found} />
      </FormSection>
      <FormSection title="How they are served" description="Tier, language and what helps to find them.">
        <SelectField
          control={control}
          name="customer.tier"
          label="Tier"
          options={customerTiers.map((value) => ({ value, label: capital(value) }))}
        />
        <TextField
          control={control}
          name="customer.locale"
          label="Language"
          optional
          placeholder="en, fr-FR"
          autoComplete="off"
          help="Of mails to them; the provider’s when empty."
        />
        <TextField control={control} name="customer.taxNumber" label="Tax or registration number" optional wide />
        <TagsField control={control} name="customer.tags" label="Tags" optional />
      </FormSection>
    </>
  );
}
