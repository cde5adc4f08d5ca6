import { useWatch } from 'react-hook-form';
import { countryName, findCountries } from '#modules/customers/customers/ui/isp/countries.ts';
import { ComboboxField, TextField } from '#ui/form/fields.tsx';
import { FormSection } from '#ui/form/form.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { DuplicateList } from './duplicates.tsx';
import { ServiceabilityHint } from './serviceability.tsx';
import type { DuplicateView, SignUpControl } from './sign-up-api.ts';

const name = (field: 'line1' | 'line2' | 'postcode' | 'city' | 'country') =>
  `customer.serviceAddress.${field}` as const;

/** Where the line ends, and what is known of service there. */
export function AddressStep({ control, found }: { control: SignUpControl; found: readonly DuplicateView[] }) {
  const { locale } = useFormat();
  const country = useWatch({ control, name: 'customer.serviceAddress.country' });
  return (
    <FormSection title="Where" description="Where the line ends; field crews go there.">
      <TextField control={control} name={name('line1')} label="Street and number" wide autoComplete="off" />
      <TextField
        control={control}
        name={name('line2')}
        label="Floor, block, landmark"
        wide
        optional
        autoComplete="off"
      />
      <TextField control={control} name={name('postcode')} label="Postcode" optional autoComplete="off" />
      <TextField control={control} name={name('city')} label="Town" autoComplete="off" />
      <ComboboxField
        control={control}
        name={name('country')}
        label="Country"
        source={`countries.${locale}`}
        load={async (text) => findCountries(text, locale)}
        current={country ? { value: country, label: countryName(country, locale) } : null}
        optional
        placeholder="As the provider’s"
      />
      <ServiceabilityHint control={control} />
      <DuplicateList found={found} />
    </FormSection>
  );
}
