import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { customerInput } from '../../contract.ts';
import { changedFields } from './changed-fields.ts';
import { CustomerFields } from './customer-fields.tsx';
import { customersApi as api, type CustomerDetailView, useRefreshCustomers } from './customer-values.tsx';

interface OpenProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function EditCustomerDialog({ customer, open, onOpenChange }: OpenProps & { customer: CustomerDetailView }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} size="lg" title={`Edit ${customer.name}`}>
      {open && <EditCustomerForm customer={customer} onDone={() => onOpenChange(false)} />}
    </Dialog>
  );
}

function EditCustomerForm({ customer, onDone }: { customer: CustomerDetailView; onDone: () => void }) {
  const update = useMutation(api.update.mutationOptions());
  const refresh = useRefreshCustomers();
  const write = useCan('customers.customer:write');
  const { kind, name, email, phone, tier, serviceAddress, taxNumber, locale, tags, customFields } = customer;
  // What was shown when the person began; somebody else's change to another field meanwhile is left alone.
  const [before] = useState({ kind, name, email, phone, tier, serviceAddress, taxNumber, locale, tags, customFields });
  const form = useZodForm(customerInput, {
    defaultValues: {
      ...before,
      email: email ?? undefined,
      phone: phone ?? undefined,
      taxNumber: taxNumber ?? undefined,
    },
  });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save"
      reason={write.reason}
      onCancel={onDone}
      onSubmit={async (values) => {
        const changes = changedFields(before, values);
        if (Object.keys(changes).length > 0) {
          await update.mutateAsync({ id: customer.id, ...changes });
          await refresh();
          toast.ok('Saved.');
        }
        onDone();
      }}
    >
      <CustomerFields control={form.control} except={customer.id} />
    </Form>
  );
}

export function CloseCustomerDialog({
  customer,
  reason: refusal,
  open,
  onOpenChange,
}: OpenProps & { customer: CustomerDetailView; reason: string | undefined }) {
  const close = useMutation(api.close.mutationOptions());
  const refresh = useRefreshCustomers();
  const id = useId();
  const [reason, setReason] = useState('');
  useEffect(() => {
    if (open) setReason('');
  }, [open]);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Close the account of ${customer.name}?`}
      confirmLabel="Close account"
      nameToType={customer.number}
      reason={refusal ?? (reason.trim().length < 3 ? 'Say why.' : undefined)}
      onConfirm={async () => {
        await close.mutateAsync({ id: customer.id, reason: reason.trim() });
        await refresh();
        toast.ok(`${customer.number} is closed.`);
      }}
    >
      <p className="mb-3">Nothing can be sold to a closed account. Its history stays, and it can be opened again.</p>
      <label htmlFor={id} className="mb-1 block text-sm font-medium text-ink-2">
        Reason
      </label>
      <Textarea id={id} value={reason} maxLength={300} rows={2} onChange={(event) => setReason(event.target.value)} />
    </ConfirmDialog>
  );
}
