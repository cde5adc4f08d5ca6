import { useMutation, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useWatch } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { Duration } from '#ui/format/values.tsx';
import { rangeOf, slotOf } from '../../rules.ts';
import { ipApi as api, type PoolView, useRefreshPools } from './pool-values.tsx';

const reserveSchema = z.object({
  address: z.string().trim().min(2, 'Give the address.'),
  reason: z.string().trim().min(1, 'Say what it is for.').max(300),
});

function ReserveForm({ pool, address, onClose }: { pool: PoolView; address: string | undefined; onClose: () => void }) {
  const form = useZodForm(reserveSchema, { defaultValues: { address: address ?? '', reason: '' } });
  const reserve = useMutation(api.reserve.mutationOptions());
  const refresh = useRefreshPools();
  const next = useQuery(api.availableIps.queryOptions({ input: { id: pool.id } }));
  const typed = useDeferredValue(useWatch({ control: form.control, name: 'address' }));
  const isWhole = slotOf(rangeOf(pool), typed).slot !== null;
  const conflicts = useQuery({
    ...api.checkConflict.queryOptions({ input: { poolId: pool.id, address: typed } }),
    enabled: isWhole,
  });
  const found = isWhole ? (conflicts.data?.items ?? []) : [];
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Reserve"
      onCancel={onClose}
      onSubmit={async (values) => {
        const made = await reserve.mutateAsync({ poolId: pool.id, ...values });
        await refresh();
        toast.ok(`${made.address} is reserved.`);
        onClose();
      }}
    >
      <FieldGrid columns={1}>
        <TextField
          control={form.control}
          name="address"
          label={pool.type === 'ipv6_pd' ? 'Prefix' : 'Address'}
          mono
          spellCheck={false}
          autoFocus
          help={
            next.data?.next ? (
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                Next free:
                {next.data.sample.slice(0, 4).map((free) => (
                  <Button
                    key={free}
                    size="sm"
                    variant="ghost"
                    className="mono px-1"
                    onClick={() => form.setValue('address', free, { shouldValidate: true })}
                  >
                    {free}
                  </Button>
                ))}
              </span>
            ) : (
              'Inside the pool’s range.'
            )
          }
        />
        {found.map((conflict) => (
          <Callout
            key={conflict.source}
            tone={conflict.source === 'live_session' ? 'warn' : 'bad'}
            title={conflict.detail}
          />
        ))}
        {isWhole && conflicts.isSuccess && found.length === 0 && <Callout tone="ok" title={`${typed} is free.`} />}
        <TextField control={form.control} name="reason" label="For" placeholder="Mail server of Hotel Adler" />
      </FieldGrid>
    </Form>
  );
}

export interface ReserveDialogProps {
  pool: PoolView;
  /** Already chosen on the map. */
  address: string | undefined;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** A particular address, with what stands against it said before it is asked for. */
export const ReserveDialog = ({ pool, address, open, onOpenChange }: ReserveDialogProps) => (
  <Dialog open={open} onOpenChange={onOpenChange} size="sm" title={`Reserve an address of ${pool.name}`}>
    <ReserveForm key={address} pool={pool} address={address} onClose={() => onOpenChange(false)} />
  </Dialog>
);

const assignSchema = z.object({ reason: z.string().trim().min(1, 'Say what it is for.').max(300) });

function AssignForm({ pool, onClose }: { pool: PoolView; onClose: () => void }) {
  const form = useZodForm(assignSchema, { defaultValues: { reason: '' } });
  const assign = useMutation(api.autoAssign.mutationOptions());
  const refresh = useRefreshPools();
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Take the next free"
      onCancel={onClose}
      onSubmit={async ({ reason }) => {
        const made = await assign.mutateAsync({ poolId: pool.id, reason });
        await refresh();
        toast.ok(`${made.address} is reserved.`);
        onClose();
      }}
    >
      <FieldGrid columns={1}>
        <TextField control={form.control} name="reason" label="For" placeholder="Loopback of the new BNG" autoFocus />
      </FieldGrid>
    </Form>
  );
}

export const AssignDialog = ({ pool, open, onOpenChange }: Omit<ReserveDialogProps, 'address'>) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    size="sm"
    title={`Next free address of ${pool.name}`}
    description="For your own use. Subscribers receive theirs when a plan is sold."
  >
    <AssignForm pool={pool} onClose={() => onOpenChange(false)} />
  </Dialog>
);

export interface ReleaseDialogProps {
  pool: PoolView;
  reservation: { id: string; address: string; customerName: string | null; subscriptionId: string | null };
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ReleaseDialog({ pool, reservation, open, onOpenChange }: ReleaseDialogProps) {
  const release = useMutation(api.release.mutationOptions());
  const refresh = useRefreshPools();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Release ${reservation.address}?`}
      confirmLabel="Release"
      onConfirm={async () => {
        await release.mutateAsync({ id: reservation.id });
        await refresh();
        toast.ok(`${reservation.address} is released.`);
      }}
    >
      {reservation.subscriptionId && (
        <p className="mb-2">
          {reservation.customerName ?? 'A subscriber'} uses it: the login keeps the address until it is changed, so
          release it only when the line is gone.
        </p>
      )}
      <p>
        {pool.quarantineSeconds > 0 ? (
          <>
            It rests for <Duration seconds={pool.quarantineSeconds} /> before anyone else gets it.
          </>
        ) : (
          'Anyone may get it at once.'
        )}
      </p>
    </ConfirmDialog>
  );
}
