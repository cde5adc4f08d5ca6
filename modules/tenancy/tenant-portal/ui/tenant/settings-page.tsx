import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { NoticesCard } from '#modules/tenancy/account-managers/ui/tenant/notices-card.tsx';
import { generalLocales } from '#modules/tenancy/general/contract.ts';
import { Card } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { SelectField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useCan, useSession } from '#ui/session/session-provider.tsx';
import { tenantPortal } from '../../contract.ts';
import { portalApi as api } from '../portal-api.ts';

const options = () => api.profile.queryOptions({ input: {} });
export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(options());

export default function SettingsPage() {
  const profile = useQuery(options());
  const { data } = profile;
  return (
    <PageBody>
      <PageHeader title="Settings" subtitle="How DotMac knows your company, and what it tells you." />
      <div className="grid max-w-[1080px] items-start gap-4 lg:grid-cols-2">
        <Card title="Company and billing contact" className="lg:row-span-2">
          {profile.isError && !data && <ErrorState error={profile.error} onRetry={() => profile.refetch()} />}
          {profile.isPending && <Skeleton.Lines count={8} />}
          {data && <Company profile={data} />}
        </Card>
        <Region />
        <NoticesCard />
      </div>
    </PageBody>
  );
}

type Profile = Awaited<ReturnType<typeof api.profile.call>>;

function Company({ profile: { updatedAt: _, ...known } }: { profile: Profile }) {
  const client = useQueryClient();
  const save = useMutation(api.setProfile.mutationOptions());
  const { reason } = useCan('account.settings:write');
  const form = useZodForm(tenantPortal.operations.setProfile.in, { defaultValues: known });
  const { control } = form;
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save company"
      reason={reason}
      onSubmit={async (values) => {
        await save.mutateAsync(values);
        await client.invalidateQueries({ queryKey: api.profile.key() });
        toast.ok('The company is saved; the next bill carries it.');
      }}
    >
      <TextField control={control} name="legalName" label="Registered name" autoComplete="organization" />
      <FieldGrid>
        <TextField control={control} name="registrationNumber" label="Registration number" />
        <TextField control={control} name="taxNumber" label="Tax number" />
      </FieldGrid>
      <TextareaField control={control} name="address" label="Address" rows={3} />
      <TextField control={control} name="website" label="Website" type="url" placeholder="https://" />
      <TextField control={control} name="billingName" label="Billing contact" autoComplete="off" />
      <FieldGrid>
        <TextField control={control} name="billingEmail" label="E-mail for bills" type="email" autoComplete="off" />
        <TextField control={control} name="billingPhone" label="Telephone" type="tel" autoComplete="off" />
      </FieldGrid>
    </Form>
  );
}

const region = z.object({ timeZone: z.string().min(1, 'Choose a time zone.'), locale: z.string() });
const languageName = new Intl.DisplayNames(['en'], { type: 'language' });
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({ value, label: value }));

function Region() {
  const { tenant } = useSession();
  const save = useMutation(api.setRegion.mutationOptions());
  const { reason } = useCan('account.settings:write');
  const form = useZodForm(region, {
    defaultValues: { timeZone: tenant?.timeZone ?? 'UTC', locale: tenant?.locale ?? 'en' },
  });
  const locales = [...new Set([...generalLocales, tenant?.locale ?? 'en'])];
  return (
    <Card title="Language and time zone">
      <Form
        form={form}
        frame="plain"
        submitLabel="Save region"
        reason={reason}
        onSubmit={async (values) => {
          await save.mutateAsync(values);
          toast.ok('Saved. Console, mails and bills follow within seconds.');
        }}
      >
        <SelectField
          control={form.control}
          name="locale"
          label="Language"
          options={locales.map((value) => ({ value, label: languageName.of(value) ?? value }))}
        />
        <SelectField control={form.control} name="timeZone" label="Time zone" options={zones} />
      </Form>
    </Card>
  );
}
