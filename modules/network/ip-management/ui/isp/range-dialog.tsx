import { useMutation, useQuery } from '@tanstack/react-query';
import { useWatch } from 'react-hook-form';
import { z } from 'zod';
import { Callout } from '#ui/base/callout.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateField, NumberField, RadioField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { mostAtOnce } from '../../reservation-operations.ts';
import { parseCidr, placesInPrefix, rangeOf } from '../../rules.ts';
import { ipApi as api, countOf, endOfDay, type PoolView, tomorrow, useRefreshPools } from './pool-values.tsx';

const schema = z.object({
  how: z.enum(['prefix', 'run', 'any']),
  prefixLength: z.int().min(8).max(128).optional(),
  first: z.string().trim().max(50).optional(),
  count: z.int().min(1).max(mostAtOnce, `At most ${mostAtOnce} at once.`).optional(),
  reason: z.string().trim().min(1, 'Say what they are for.').max(300),
  until: z.string().optional(),
});

/** Where the first free prefix of the wanted size lies, before it is asked for. */
function NextGap({ pool, prefixLength }: { pool: PoolView; prefixLength: number | undefined }) {
  const size = prefixLength === undefined ? null : placesInPrefix(rangeOf(pool), prefixLength);
  const gap = useQuery({
    ...api.nextFree.queryOptions({ input: { id: pool.id, prefixLength: prefixLength ?? 32 } }),
    enabled: size !== null,
  });
  if (prefixLength === undefined) return null;
  if (size === null) return <Callout tone="bad" title={`${pool.cidr} has no /${prefixLength} to give.`} />;
  if (!gap.data) return null;
  if (gap.data.cidr === null)
    return <Callout tone="bad" title={`No /${prefixLength} of this pool is free as a whole.`} />;
  return (
    <Callout
      tone="ok"
      title={
        <>
          The next free one is <Mono>{gap.data.cidr}</Mono>, {countOf(size, 'place', 'places')}.
        </>
      }
    />
  );
}

function RangeForm({ pool, onClose }: { pool: PoolView; onClose: () => void }) {
  const unit = pool.delegatedLength ?? (pool.type.startsWith('ipv4') ? 32 : 128);
  const usual = Math.max((parseCidr(pool.cidr)?.prefixLength ?? 0) + 1, unit - 3);
  const form = useZodForm(schema, {
    defaultValues: { how: 'prefix', prefixLength: Math.min(unit, usual), reason: '' },
  });
  const [how, prefixLength] = useWatch({ control: form.control, name: ['how', 'prefixLength'] });
  const reserve = useMutation(api.reserveRange.mutationOptions());
  const refresh = useRefreshPools();
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Reserve"
      onCancel={onClose}
      onSubmit={async ({ how: what, reason, until, ...values }) => {
        const { items } = await reserve.mutateAsync({
          poolId: pool.id,
          reason,
          expiresAt: endOfDay(until),
          ...(what === 'prefix' ? { prefixLength: values.prefixLength } : { count: values.count }),
          ...(what === 'run' ? { first: values.first } : {}),
        });
        await refresh();
        toast.ok(
          `${countOf(items.length, 'address is', 'addresses are')} reserved, from ${items[0]?.address ?? ''} on.`,
        );
        onClose();
      }}
    >
      <FieldGrid columns={1}>
        <RadioField
          control={form.control}
          name="how"
          label="What"
          wide={false}
          columns={3}
          options={[
            { value: 'prefix', label: 'A prefix', help: 'The first that is free as a whole.' },
            { value: 'run', label: 'Neighbours', help: 'From an address on.' },
            { value: 'any', label: 'Any free', help: 'Wherever they lie.' },
          ]}
        />
        {how === 'prefix' ? (
          <>
            <NumberField control={form.control} name="prefixLength" label="Length" prefix="/" />
            <NextGap pool={pool} prefixLength={prefixLength} />
          </>
        ) : (
          <NumberField control={form.control} name="count" label="How many" />
        )}
        {how === 'run' && <TextField control={form.control} name="first" label="From" mono spellCheck={false} />}
        <TextField control={form.control} name="reason" label="For" placeholder="Routed to Hotel Adler" />
        <DateField control={form.control} name="until" label="Until the end of" optional min={tomorrow()} />
      </FieldGrid>
    </Form>
  );
}

interface RangeDialogProps {
  pool: PoolView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}
/** Several addresses at once: a whole prefix, neighbours, or so many of whatever is free. */
export const RangeDialog = ({ pool, open, onOpenChange }: RangeDialogProps) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    title={`Reserve several of ${pool.name}`}
    description="All of them, or none when one is taken."
  >
    <RangeForm pool={pool} onClose={() => onOpenChange(false)} />
  </Dialog>
);
