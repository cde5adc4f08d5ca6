import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { Callout } from '#ui/base/callout.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateField, RadioField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { DateTime, NumberText, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { sessionKey, useCan, useRealm } from '#ui/session/session-provider.tsx';
import { requiredOf, type SignInPolicy, signIns } from '../contract.ts';
import { useOwnSecurity } from './own-security.ts';
import { PeopleFactors } from './people-factors.tsx';

const apis = { isp: clientFor(signIns, 'isp'), platform: clientFor(signIns, 'platform') };
const staffApis = { isp: clientFor(staff, 'isp'), platform: clientFor(staff, 'platform') };
const useDoor = () => (useRealm() === 'platform' ? 'platform' : 'isp');
type Policy = View<typeof SignInPolicy, 'isp'>;

export default function MfaPage() {
  const door = useDoor();
  const adoption = useQuery(staffApis[door].secondFactors.queryOptions({ input: {} }));
  const policy = useQuery(apis[door].policy.queryOptions({ input: {} }));
  const { data } = adoption;
  const of = data ? `of ${data.active} who may sign in` : undefined;
  return (
    <PageBody>
      <PageHeader title="Second factors" subtitle="Who has one, and of whom it is asked at sign-in." />
      <div className="grid gap-4 sm:grid-cols-3">
        <StatCard
          label="With an authenticator app"
          value={data && <NumberText value={data.withAuthenticator} />}
          source={of}
        />
        <StatCard label="With a passkey" value={data && <NumberText value={data.withPasskey} />} source={of} />
        <StatCard label="Without either" value={data && <NumberText value={data.without} />} source={of} />
      </div>
      <div className="mt-4 grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <QueryCard title="Policy" query={policy}>
          {(found) => <PolicyForm key={found.changedAt} policy={found} />}
        </QueryCard>
        <PeopleFactors door={door} api={staffApis} />
      </div>
    </PageBody>
  );
}

const options = [
  { value: 'nobody', label: 'Nobody', help: 'A password is enough; who has more is asked for it.' },
  {
    value: 'managers',
    label: 'Who manages staff',
    help: 'Whoever can invite, lock out or change the roles of others.',
  },
  { value: 'everyone', label: 'Everyone', help: 'All who sign in with a password.' },
];
const input = z.object({ requiredOf: z.enum(requiredOf), from: z.string().optional() });

function PolicyForm({ policy }: { policy: Policy }) {
  const door = useDoor();
  const client = useQueryClient();
  const security = useOwnSecurity();
  const write = useCan('identity.policy:write');
  const set = useMutation(apis[door].setPolicy.mutationOptions());
  const [asking, setAsking] = useState<z.infer<typeof input> | null>(null);
  const form = useZodForm(input, { defaultValues: { requiredOf: policy.requiredOf, from: undefined } });
  const wanted = form.watch('requiredOf');
  const bare = security.data && !security.data.twoFactor && security.data.passkeys.length === 0;
  const save = async (values: z.infer<typeof input>) => {
    await set.mutateAsync({ requiredOf: values.requiredOf, ...(values.from ? { from: values.from } : {}) });
    await client.invalidateQueries({ queryKey: apis[door].policy.key() });
    toast.ok('The policy is set.');
    await client.invalidateQueries({ queryKey: sessionKey(door) });
  };
  return (
    <>
      <Form
        form={form}
        frame="plain"
        submitLabel="Save policy"
        reason={write.reason}
        onSubmit={async (values) => {
          if (values.requiredOf === 'nobody') await save(values);
          else setAsking(values);
        }}
      >
        <FieldGrid columns={1}>
          <RadioField
            control={form.control}
            name="requiredOf"
            label="A second factor is asked of"
            options={options}
            columns={1}
          />
          {wanted !== 'nobody' && (
            <DateField
              control={form.control}
              name="from"
              label="From"
              optional
              help="Until then they are reminded. Empty: at once."
            />
          )}
        </FieldGrid>
        {wanted !== 'nobody' && bare && (
          <Callout tone="info" title="You have none yourself">
            You set one up as soon as this binds; nobody is locked out.
          </Callout>
        )}
      </Form>
      {policy.changedAt && (
        <p className="mt-3 text-sm text-ink-3">
          {policy.requiredOf !== 'nobody' && policy.fromAt && (
            <>
              Binds from <DateTime at={policy.fromAt} />.{' '}
            </>
          )}
          Set by {policy.changedBy} <RelativeTime at={policy.changedAt} />.
        </p>
      )}
      <ConfirmDialog
        open={asking !== null}
        onOpenChange={(open) => !open && setAsking(null)}
        title="Ask for a second factor?"
        confirmLabel="Ask for it"
        onConfirm={async () => {
          if (asking) await save(asking);
        }}
      >
        Whoever has none sets one up before anything else opens. Who comes by single sign-on is not concerned: their
        provider asks. Programs with API keys are not either.
      </ConfirmDialog>
    </>
  );
}
