import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { z } from 'zod';
import type { View } from '#kernel/contract/fields.ts';
import { Callout } from '#ui/base/callout.tsx';
import { Card } from '#ui/base/card.tsx';
import { PasswordField, SelectField, TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type NasVendor, type TestLogin, testMethods } from '../../contract.ts';
import { AttributeTable } from './attribute-table.tsx';
import type { AccountView } from './login-values.tsx';
import { radiusApi } from './radius-values.tsx';

type Result = View<typeof TestLogin, 'isp'>;
const methodOptions = [
  { value: 'pap', label: 'PAP' },
  { value: 'chap', label: 'CHAP' },
  { value: 'ms-chap-v2', label: 'MS-CHAPv2' },
];
const schema = z.object({
  method: z.enum(testMethods),
  password: z.string().max(128).optional(),
  nasId: z.string(),
  circuitId: z.string().trim().max(200).optional(),
  remoteId: z.string().trim().max(200).optional(),
  callingStationId: z.string().trim().max(200).optional(),
});
const anyNas = { value: 'any', label: 'Any of the make below' };

const titles: Record<Result['outcome'], string> = {
  accepted: 'Let in',
  rejected: 'Refused',
  unanswered: 'No answer',
};
const tones = { accepted: 'ok', rejected: 'bad', unanswered: 'warn' } as const;

const Outcome = ({ result }: { result: Result }) => (
  <div className="mt-4 flex flex-col gap-3" aria-live="polite">
    <Callout
      tone={tones[result.outcome]}
      title={result.outcome === 'unanswered' ? titles.unanswered : `${titles[result.outcome]}: ${result.reason}`}
    >
      {result.explanation}
      {result.roundTripMs !== null && (
        <span className="block text-sm text-ink-3">
          {result.server} answered in {result.roundTripMs} ms. No session came of it.
        </span>
      )}
    </Callout>
    <details>
      <summary className="cursor-pointer text-sm text-ink-2">Packets, attribute by attribute</summary>
      <h3 className="mt-2 mb-1 text-sm font-medium">Access-Request</h3>
      <AttributeTable label="Attributes sent" attributes={result.sent} />
      {result.outcome !== 'unanswered' && (
        <>
          <h3 className="mt-3 mb-1 text-sm font-medium">
            {result.outcome === 'accepted' ? 'Access-Accept' : 'Access-Reject'}
          </h3>
          <AttributeTable label="Attributes received" attributes={result.received} />
        </>
      )}
    </details>
  </div>
);

/** A real Access-Request to the AAA engine, from here. */
export function TestLoginCard({ login, vendor }: { login: AccountView; vendor: NasVendor }) {
  const may = useCan('network.radius-session:manage');
  const test = useMutation(radiusApi.testLogin.mutationOptions());
  const nas = useInfiniteQuery(
    radiusApi.listNas.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor, limit: 200 }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
      staleTime: 60_000,
    }),
  );
  const nasOptions =
    nas.data?.pages.flatMap(({ items }) => items.map(({ id, name }) => ({ value: id, label: name }))) ?? [];
  const form = useZodForm(schema, {
    defaultValues: {
      method: 'pap',
      nasId: 'any',
      circuitId: login.circuitId ?? undefined,
      remoteId: login.remoteId ?? undefined,
      callingStationId: login.macAddresses[0],
    },
  });
  const { control } = form;
  const hashed = login.passwordKeeping === 'hashed';
  return (
    <Card title="Test login">
      <Form
        form={form}
        frame="plain"
        submitLabel="Test"
        reason={may.reason}
        onSubmit={({ nasId, ...values }) => {
          const told = Object.fromEntries(Object.entries(values).filter(([, value]) => value));
          return test.mutateAsync({
            id: login.id,
            method: values.method,
            ...told,
            ...(nasId === 'any' ? { vendor } : { nasId }),
          });
        }}
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <SelectField control={control} name="method" label="Method" options={methodOptions} />
          <SelectField control={control} name="nasId" label="As NAS" options={[anyNas, ...nasOptions]} />
          <PasswordField
            control={control}
            name="password"
            label="Password"
            optional={!hashed}
            autoComplete="new-password"
            help={hashed ? 'Only its hash is kept, so it has to be typed.' : 'Leave empty to use the one on file.'}
          />
          <TextField control={control} name="callingStationId" label="Device (MAC)" optional mono />
          <TextField control={control} name="circuitId" label="Circuit id" optional mono />
          <TextField control={control} name="remoteId" label="Remote id" optional mono />
        </div>
      </Form>
      {test.data && !test.isPending && <Outcome result={test.data} />}
    </Card>
  );
}
