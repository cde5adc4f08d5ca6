import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import type { View } from '#kernel/contract/fields.ts';
import { Callout } from '#ui/base/callout.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { NumberField, RadioField, SelectField, TextField } from '#ui/form/fields.tsx';
import { Form, FormSection } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import {
  passwordKeepings,
  policyChange,
  type RadiusPolicy,
  simultaneousUsePolicies,
  suspendedAccesses,
} from '../../contract.ts';
import { keepingMeanings, keepingNames, simultaneousNames, suspendedNames } from '../../policy-rules.ts';
import { bindingOptions } from './login-values.tsx';
import { radiusApi as api } from './radius-values.tsx';

type Policy = View<typeof RadiusPolicy, 'isp'>;
const options = () => api.getPolicy.queryOptions({ input: {} });
export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(options());

const schema = policyChange.required().extend({
  gardenRedirectUrl: z.preprocess(
    (value) => (value === undefined || value === '' ? null : value),
    policyChange.shape.gardenRedirectUrl.unwrap(),
  ),
});
const keepingOptions = passwordKeepings.map((value) => ({
  value,
  label: keepingNames[value],
  help: keepingMeanings[value],
}));
const suspendedOptions = suspendedAccesses.map((value) => ({
  value,
  label: suspendedNames[value],
  help:
    value === 'reject'
      ? 'The router is told that the service is suspended; the subscriber has no network at all.'
      : 'The subscriber reaches your payment page and little else, slowly; after paying, the session is renewed.',
}));
const useOptions = simultaneousUsePolicies.map((value) => ({
  value,
  label: simultaneousNames[value],
  help:
    value === 'refuse'
      ? 'Whoever is online stays. The new login is told that it is in use.'
      : 'The newest device wins. The oldest session is sent a Disconnect-Request.',
}));

/** What changing the way passwords are kept does to those that are there. */
function KeepingNote({ policy, chosen }: { policy: Policy; chosen: Policy['passwordKeeping'] | undefined }) {
  if (chosen === 'hashed' && policy.reversibleLogins > 0)
    return (
      <Callout tone="warn" title={`${policy.reversibleLogins} passwords will be replaced by their hash.`}>
        That cannot be taken back. Logins that use CHAP or MS-CHAPv2 will be refused; look at the methods in the log of
        logins first.
      </Callout>
    );
  if (chosen === 'reversible' && policy.hashedLogins > 0)
    return (
      <Callout tone="info" title={`${policy.hashedLogins} passwords stay hashes until they are set anew.`}>
        A hash cannot be turned back into a password.
      </Callout>
    );
  return null;
}

function PolicyForm({ policy }: { policy: Policy }) {
  const client = useQueryClient();
  const write = useCan('network.radius-policy:write');
  const update = useMutation(api.updatePolicy.mutationOptions());
  const { reversibleLogins: _r, hashedLogins: _h, ...values } = policy;
  const form = useZodForm(schema, { defaultValues: { ...values, gardenRedirectUrl: values.gardenRedirectUrl ?? '' } });
  const { control } = form;
  const garden = form.watch('suspendedAccess') === 'walled_garden';
  return (
    <Form
      form={form}
      submitLabel="Save policy"
      reason={write.reason}
      onSubmit={async (changed) => {
        await update.mutateAsync(changed);
        await client.invalidateQueries({ queryKey: api.getPolicy.key() });
        toast.ok('The policy is saved. It holds from the next login on.');
      }}
    >
      <FormSection title="Suspended subscribers" columns={2}>
        <RadioField control={control} name="suspendedAccess" label="When they log in" options={suspendedOptions} />
        {garden && (
          <>
            <TextField
              control={control}
              name="gardenName"
              label="Name on the routers"
              mono
              help="MikroTik: address list. Cisco: ISG service. Huawei: user group. Juniper: service profile. Nokia: SLA profile. Others: filter."
            />
            <TextField
              control={control}
              name="gardenRedirectUrl"
              label="Page they are led to"
              optional
              mono
              placeholder="https://pay.example.net/"
              help="For routers that take it (Huawei, WISPr); elsewhere it is set up on the router."
            />
            <NumberField control={control} name="gardenDownloadKbps" label="Download" unit="kbit/s" />
            <NumberField control={control} name="gardenUploadKbps" label="Upload" unit="kbit/s" />
            <NumberField
              control={control}
              name="gardenSessionSeconds"
              label="Session ends after"
              unit="s"
              help="So that a router that misses the disconnect lets them out soon."
            />
          </>
        )}
      </FormSection>
      <FormSection
        title="More sessions than allowed"
        description="A session of the same device, circuit or port never counts: it is the subscriber’s own, left behind."
      >
        <RadioField control={control} name="simultaneousUse" label="The new login" options={useOptions} />
        <NumberField
          control={control}
          name="ghostAfterInterims"
          label="Missed reports until a session is a ghost"
          help="A ghost keeps nobody out."
        />
      </FormSection>
      <FormSection
        title="Bound logins"
        description="Only logins with a circuit, remote id or device are compared. A login may have a rule of its own."
      >
        <SelectField control={control} name="lineBinding" label="From another line" options={bindingOptions} />
        <SelectField control={control} name="macBinding" label="From another device" options={bindingOptions} />
      </FormSection>
      <FormSection
        title="Passwords"
        description={`${policy.reversibleLogins} are readable by the server, ${policy.hashedLogins} are hashes.`}
      >
        <RadioField control={control} name="passwordKeeping" label="Kept as" options={keepingOptions} />
        <div className="sm:col-span-2">
          <KeepingNote policy={policy} chosen={form.watch('passwordKeeping')} />
        </div>
      </FormSection>
    </Form>
  );
}

export default function PolicyPage() {
  const query = useQuery(options());
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <PageBody>
      <PageHeader title="Login policy" subtitle="How logins are judged. Changes hold from the next login on." />
      {query.data ? <PolicyForm policy={query.data} /> : <Skeleton.Lines count={12} />}
    </PageBody>
  );
}
