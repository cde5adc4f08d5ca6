import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { ComboboxField, SelectField, TextField } from '#ui/form/fields.tsx';
import { Form, FormSection } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { sessionKey, useCan } from '#ui/session/session-provider.tsx';
import { type General, general, generalLocales } from '../../contract.ts';

const api = clientFor(general, 'isp');
const options = () => api.get.queryOptions({ input: {} });
export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(options());

const named = (type: 'language' | 'currency') => new Intl.DisplayNames(['en'], { type });
const languages = generalLocales.map((value) => ({ value, label: named('language').of(value) ?? value }));
const currencies = Intl.supportedValuesOf('currency').map((value) => ({
  value,
  label: named('currency').of(value) ?? value,
  hint: value,
}));
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({
  value,
  label: value.replaceAll('_', ' '),
}));
const within =
  <Option extends { value: string; label: string }>(all: readonly Option[]) =>
  async (text: string) =>
    all.filter(({ value, label }) => `${label} ${value}`.toLowerCase().includes(text.toLowerCase())).slice(0, 50);

function GeneralForm({ data }: { data: View<typeof General, 'isp'> }) {
  const client = useQueryClient();
  const write = useCan('tenancy.general:write');
  const update = useMutation(api.update.mutationOptions());
  const { name, currency, timeZone, locale, currencyLocked } = data;
  const form = useZodForm(general.operations.update.in, { defaultValues: { name, currency, timeZone, locale } });
  const offered = languages.some(({ value }) => value === locale)
    ? languages
    : [...languages, { value: locale, label: locale }];
  return (
    <Form
      form={form}
      submitLabel="Save"
      cancelTo="/dashboard/settings"
      reason={write.reason}
      onSubmit={async (values) => {
        const saved = await update.mutateAsync(values);
        client.setQueryData(options().queryKey, saved);
        // The session carries name, zone and currency; it is asked for again once the change has arrived there.
        setTimeout(() => void client.invalidateQueries({ queryKey: sessionKey('isp') }), 1500);
        toast.ok('Saved.');
      }}
    >
      <FormSection
        title="Company"
        description="How you are called on these pages, and on mails and documents unless the branding says otherwise."
      >
        <TextField control={form.control} name="name" label="Name" autoComplete="organization" />
      </FormSection>
      <FormSection title="Region" description="Billing days begin at midnight of the time zone.">
        <ComboboxField
          control={form.control}
          name="timeZone"
          label="Time zone"
          source="general-zones"
          load={within(zones)}
          current={zones.find(({ value }) => value === timeZone)}
        />
        <ComboboxField
          control={form.control}
          name="currency"
          label="Currency"
          source="general-currencies"
          load={within(currencies)}
          current={currencies.find(({ value }) => value === currency)}
          disabled={currencyLocked !== null}
          help={currencyLocked ?? 'It stays once the first invoice is issued.'}
        />
        <SelectField
          control={form.control}
          name="locale"
          label="Language"
          options={offered}
          help="Of mails and of the portal, until somebody chooses their own."
        />
      </FormSection>
    </Form>
  );
}

export default function GeneralPage() {
  const query = useQuery(options());
  return (
    <PageBody>
      <PageHeader title="General" />
      {query.isError && !query.data && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {!query.data && !query.isError && <Skeleton.Lines />}
      {query.data && <GeneralForm data={query.data} />}
    </PageBody>
  );
}
