import { useMutation, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useWatch } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { CheckboxField, DateField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { Duration } from '#ui/format/values.tsx';
import { rangeOf, slotOf } from '../../rules.ts';
import { ConflictNotes, useConflicts } from './conflict-notes.tsx';
import {
  ipApi as api,
  dayOf,
  endOfDay,
  type PoolView,
  type ReservationView,
  tomorrow,
  useRefreshPools,
} from './pool-values.tsx';

const purpose = z.string().trim().min(1, 'Say what it is for.').max(300);
const until = z.string().optional();
const reserveSchema = z.object({
  address: z.string().trim().min(2, 'Give the address.'),
  reason: purpose,
  until,
  overrideConflicts: z.boolean().default(false),
});

function ReserveForm({ pool, address, onClose }: { pool: PoolView; address: string | undefined; onClose: () => void }) {
  const form = useZodForm(reserveSchema, { defaultValues: { address: address ?? '', reason: '' } });
  const reserve = useMutation(api.reserve.mutationOptions());
  const refresh = useRefreshPools();
  const next = useQuery(api.availableIps.queryOptions({ input: { id: pool.id } }));
  const typed = useDeferredValue(useWatch({ control: form.control, name: 'address' }));
  const isWhole = slotOf(rangeOf(pool), typed).slot !== null;
  const conflicts = useConflicts(isWhole ? { address: typed, poolId: pool.id } : null);
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Reserve"
      onCancel={onClose}
      onSubmit={async ({ until: day, ...values }) => {
        const made = await reserve.mutateAsync({ poolId: pool.id, ...values, expiresAt: endOfDay(day) });
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
        {isWhole && <ConflictNotes query={conflicts} address={typed} />}
        {conflicts.data?.items.some((c) => !c.isFinal) && (
          <CheckboxField control={form.control} name="overrideConflicts" label="Reserve it all the same" wide={false} />
        )}
        <TextField control={form.control} name="reason" label="For" placeholder="Mail server of Hotel Adler" />
        <DateField
          control={form.control}
          name="until"
          label="Until the end of"
          optional
          min={tomorrow()}
          help="Then it is released by itself."
        />
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

const assignSchema = z.object({ reason: purpose, until });

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
      onSubmit={async ({ reason, until: day }) => {
        const made = await assign.mutateAsync({ poolId: pool.id, reason, expiresAt: endOfDay(day) });
        await refresh();
        toast.ok(`${made.address} is reserved.`);
        onClose();
      }}
    >
      <FieldGrid columns={1}>
        <TextField control={form.control} name="reason" label="For" placeholder="Loopback of the new BNG" autoFocus />
        <DateField
          control={form.control}
          name="until"
          label="Until the end of"
          optional
          min={tomorrow()}
          help="Then it is released by itself."
        />
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

const editSchema = z.object({ reason: z.string().trim().max(300), until });

function EditForm({ reservation, onClose }: { reservation: ReservationView; onClose: () => void }) {
  const form = useZodForm(editSchema, {
    defaultValues: { reason: reservation.reason, until: dayOf(reservation.expiresAt) },
  });
  const update = useMutation(api.updateReservation.mutationOptions());
  const refresh = useRefreshPools();
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save"
      onCancel={onClose}
      onSubmit={async ({ reason, until: day }) => {
        await update.mutateAsync({ id: reservation.id, reason, expiresAt: endOfDay(day) });
        await refresh();
        toast.ok('Saved.');
        onClose();
      }}
    >
      <FieldGrid columns={1}>
        <TextField control={form.control} name="reason" label="For" autoFocus />
        <DateField
          control={form.control}
          name="until"
          label="Until the end of"
          optional
          min={tomorrow()}
          help="Empty: until it is released."
        />
      </FieldGrid>
    </Form>
  );
}

interface OpenReservation<R> {
  reservation: R;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}
export const EditReservationDialog = ({ reservation, open, onOpenChange }: OpenReservation<ReservationView>) => (
  <Dialog open={open} onOpenChange={onOpenChange} size="sm" title={`Change ${reservation.address}`}>
    <EditForm reservation={reservation} onClose={() => onOpenChange(false)} />
  </Dialog>
);

export type ReleaseDialogProps = OpenReservation<
  Pick<ReservationView, 'id' | 'address' | 'customerName' | 'subscriptionId'>
> & { pool: PoolView };

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
        const { lifecycle } = await release.mutateAsync({ id: reservation.id });
        await refresh();
        toast.ok(
          lifecycle === 'revoking'
            ? `${reservation.address} is being taken back; its session is ended first.`
            : `${reservation.address} is released.`,
        );
      }}
    >
      {reservation.subscriptionId && (
        <p className="mb-2">
          {reservation.customerName ?? 'A subscriber'} uses it: the login loses it, and a live session is ended so that
          it comes in again without.
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
