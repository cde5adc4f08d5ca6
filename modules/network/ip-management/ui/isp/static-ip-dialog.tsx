import { useMutation, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useWatch } from 'react-hook-form';
import { z } from 'zod';
import { Callout } from '#ui/base/callout.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { CheckboxField, ComboboxField, DateField, RadioField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { familyOf, rangeOf, slotOf, whyNotGive } from '../../rules.ts';
import { ConflictNotes, useConflicts } from './conflict-notes.tsx';
import { ipApi as api, endOfDay, searchPools, tomorrow, useRefreshPools } from './pool-values.tsx';

const schema = z.object({
  poolId: z.uuid('Choose the pool.'),
  how: z.enum(['next', 'named']),
  address: z.string().trim().max(50).optional(),
  reason: z.string().trim().max(300).default(''),
  until: z.string().optional(),
  replace: z.boolean().default(false),
  overrideConflicts: z.boolean().default(false),
});
const givesLines = ['ipv4_public', 'ipv4_private', 'ipv6_global', 'ipv6_ula', 'ipv6_pd'] as const;
const findPools = (text: string) => searchPools(text, givesLines);

/** What it has now, of the family that the pool gives. */
function Present({ subscriptionId, family }: { subscriptionId: string; family: 'ipv4' | 'ipv6' }) {
  const now = useQuery(api.lineAddress.queryOptions({ input: { id: subscriptionId, family } }));
  if (!now.data?.address) return null;
  return (
    <Callout
      tone="info"
      title={
        <>
          It has <Mono>{now.data.address}</Mono> now{now.data.online ? ' and is online' : ''}.
        </>
      }
    >
      {now.data.online && 'A change ends its session; the router comes in again within seconds.'}
    </Callout>
  );
}

function AssignmentForm({ subscriptionId, onClose }: { subscriptionId: string; onClose: () => void }) {
  const form = useZodForm(schema, { defaultValues: { how: 'next', reason: '' } });
  const allocate = useMutation(api.allocate.mutationOptions());
  const refresh = useRefreshPools();
  const [poolId, how, address = ''] = useWatch({ control: form.control, name: ['poolId', 'how', 'address'] });
  const pool = useQuery({ ...api.getPool.queryOptions({ input: { id: poolId } }), enabled: Boolean(poolId) });
  const typed = useDeferredValue(address);
  const isWhole = pool.data !== undefined && slotOf(rangeOf(pool.data), typed).slot !== null;
  const conflicts = useConflicts(how === 'named' && isWhole ? { address: typed, poolId, subscriptionId } : null);
  const family = pool.data && familyOf(pool.data.type);
  const refusal = pool.data && whyNotGive(pool.data, how === 'named' ? 'manual' : 'auto');
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Assign"
      onCancel={onClose}
      onSubmit={async ({ how: what, address: named, until, ...values }) => {
        const made = await allocate.mutateAsync({
          id: subscriptionId,
          family: family ?? 'ipv4',
          ...values,
          address: what === 'named' ? named : null,
          expiresAt: endOfDay(until),
        });
        await refresh();
        toast.ok(`${made.address} is assigned.`);
        onClose();
      }}
    >
      <FieldGrid columns={1}>
        <ComboboxField
          control={form.control}
          name="poolId"
          label="Pool"
          source="ip-pools-for-lines"
          load={findPools}
          placeholder="Name or range"
        />
        {refusal && <Callout tone="warn" title={refusal} />}
        {family && <Present subscriptionId={subscriptionId} family={family} />}
        <RadioField
          control={form.control}
          name="how"
          label="Which"
          wide={false}
          options={[
            { value: 'next', label: 'The next free' },
            { value: 'named', label: 'A particular one' },
          ]}
        />
        {how === 'named' && (
          <>
            <TextField control={form.control} name="address" label="Address or prefix" mono spellCheck={false} />
            {isWhole && <ConflictNotes query={conflicts} address={typed} />}
            {conflicts.data?.items.some((c) => !c.isFinal) && (
              <CheckboxField
                control={form.control}
                name="overrideConflicts"
                label="Assign it all the same"
                wide={false}
              />
            )}
          </>
        )}
        <CheckboxField
          control={form.control}
          name="replace"
          label="Take back the one it has"
          wide={false}
          help="It rests for the quarantine of its pool."
        />
        <TextField
          control={form.control}
          name="reason"
          label="Why"
          optional
          placeholder="Static address, ordered by phone"
        />
        <DateField control={form.control} name="until" label="Until the end of" optional min={tomorrow()} />
      </FieldGrid>
    </Form>
  );
}

export interface StaticIpAssignmentProps {
  subscriptionId: string;
  /** Whose line it is, for the heading. */
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}
/** A fixed address or prefix for a line, which its login carries at once. */
export const StaticIPAssignmentDialog = ({ subscriptionId, name, open, onOpenChange }: StaticIpAssignmentProps) => (
  <Dialog open={open} onOpenChange={onOpenChange} title={`Assign an address to ${name}`}>
    <AssignmentForm subscriptionId={subscriptionId} onClose={() => onOpenChange(false)} />
  </Dialog>
);
