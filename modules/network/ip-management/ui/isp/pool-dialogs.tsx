import { useMutation } from '@tanstack/react-query';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { SelectField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useGo } from '#ui/page/url.tsx';
import { emptyPool, HandlingFields, poolSchema, RangeFields } from './pool-form.tsx';
import { ipApi as api, type PoolView, purposeOptions, useRefreshPools } from './pool-values.tsx';

interface OpenProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function CreateForm({ onClose }: { onClose: () => void }) {
  const form = useZodForm(poolSchema, { defaultValues: emptyPool, draft: 'ip-pool.new' });
  const create = useMutation(api.createPool.mutationOptions());
  const refresh = useRefreshPools();
  const go = useGo();
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Create pool"
      onCancel={onClose}
      onSubmit={async (values) => {
        const made = await create.mutateAsync(values);
        await refresh();
        await go(`/dashboard/network/ip-pools/${made.id}`);
      }}
    >
      <RangeFields form={form} />
      <HandlingFields form={form} />
    </Form>
  );
}

export const CreatePoolDialog = ({ open, onOpenChange }: OpenProps) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    size="lg"
    title="New address pool"
    description="The range and its VRF cannot change later; everything else can."
  >
    <CreateForm onClose={() => onOpenChange(false)} />
  </Dialog>
);

function EditForm({ pool, onClose }: { pool: PoolView; onClose: () => void }) {
  const { name, type, cidr, vrf, dnsServers, isDefault, delegatedLength, quarantineSeconds } = pool;
  const { purpose, autoAssign, allowManual, warnAtPercent, criticalAtPercent, notes } = pool;
  const form = useZodForm(poolSchema, {
    defaultValues: {
      name,
      type,
      cidr,
      vrf,
      purpose,
      gateway: pool.gateway ?? undefined,
      dnsServers,
      vlanId: pool.vlanId ?? undefined,
      status: pool.status === 'depleted' ? 'active' : pool.status,
      isDefault,
      autoAssign,
      allowManual,
      delegatedLength,
      quarantineSeconds,
      warnAtPercent,
      criticalAtPercent,
      notes,
    },
  });
  const update = useMutation(api.updatePool.mutationOptions());
  const refresh = useRefreshPools();
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save"
      onCancel={onClose}
      onSubmit={async ({ type: _, cidr: __, delegatedLength: ___, vrf: ____, vlanId: vlan, ...values }) => {
        await update.mutateAsync({ id: pool.id, ...values, vlanId: vlan ?? null });
        await refresh();
        toast.ok('Saved.');
        onClose();
      }}
    >
      <FieldGrid>
        <TextField control={form.control} name="name" label="Name" />
        {type !== 'ipv6_pd' && (
          <TextField
            control={form.control}
            name="gateway"
            label="Gateway"
            mono
            spellCheck={false}
            optional
            help="One in use must be released first."
          />
        )}
        <SelectField control={form.control} name="purpose" label="Purpose" options={purposeOptions} />
        <SelectField
          control={form.control}
          name="status"
          label="Status"
          options={[
            { value: 'active', label: 'In use' },
            { value: 'reserved', label: 'Kept for later: gives out by name only' },
            { value: 'maintenance', label: 'In maintenance: gives out nothing' },
          ]}
        />
      </FieldGrid>
      <HandlingFields form={form} />
    </Form>
  );
}

export const EditPoolDialog = ({ pool, open, onOpenChange }: OpenProps & { pool: PoolView }) => (
  <Dialog open={open} onOpenChange={onOpenChange} size="lg" title={`Change ${pool.name}`}>
    <EditForm pool={pool} onClose={() => onOpenChange(false)} />
  </Dialog>
);

export function MaintenanceDialog({ pool, open, onOpenChange }: OpenProps & { pool: PoolView }) {
  const update = useMutation(api.updatePool.mutationOptions());
  const refresh = useRefreshPools();
  const resting = pool.status === 'maintenance';
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      tone="primary"
      title={resting ? `Take ${pool.name} back into use?` : `Put ${pool.name} into maintenance?`}
      confirmLabel={resting ? 'Take into use' : 'Put into maintenance'}
      onConfirm={async () => {
        await update.mutateAsync({ id: pool.id, status: resting ? 'active' : 'maintenance' });
        await refresh();
      }}
    >
      {resting
        ? 'It gives out addresses again at once.'
        : 'It gives out nothing until it is taken back into use. Addresses in use stay in use.'}
    </ConfirmDialog>
  );
}

export function RemovePoolDialog({ pool, open, onOpenChange }: OpenProps & { pool: PoolView }) {
  const remove = useMutation(api.removePool.mutationOptions());
  const refresh = useRefreshPools();
  const go = useGo();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove ${pool.name}?`}
      confirmLabel="Remove"
      nameToType={pool.name}
      onConfirm={async () => {
        await remove.mutateAsync({ id: pool.id });
        await go('/dashboard/network/ip-pools', { replace: true });
        await refresh();
      }}
    >
      Only a pool that never gave out an address can be removed; who had which address stays on record.
    </ConfirmDialog>
  );
}
