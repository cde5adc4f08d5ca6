import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { type InvoiceCommand, refusal } from '../../rules.ts';
import { type InvoiceView, invoicesApi, useRefreshInvoices } from './invoice-values.tsx';

export interface InvoiceDialogProps {
  invoice: InvoiceView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Why a command cannot be given now: the invoice's own reason, or a missing permission; undefined when it can. */
export function useInvoiceRefusal(): (command: InvoiceCommand, invoice: InvoiceView) => string | undefined {
  const [pay, write] = [useCan('billing.payment:write'), useCan('billing.invoice:write')];
  return (command, invoice) => (command === 'void' ? write : pay).reason ?? refusal(command, invoice);
}

export function VoidDialog({ invoice, open, onOpenChange }: InvoiceDialogProps) {
  const voiding = useMutation(invoicesApi.void.mutationOptions());
  const refresh = useRefreshInvoices();
  const why = useInvoiceRefusal();
  const fieldId = useId();
  const [reason, setReason] = useState('');
  useEffect(() => {
    if (open) setReason('');
  }, [open]);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Void ${invoice.number}?`}
      confirmLabel="Void invoice"
      nameToType={invoice.number}
      reason={why('void', invoice) ?? (reason.trim().length < 3 ? 'Say why.' : undefined)}
      onConfirm={async () => {
        await voiding.mutateAsync({ id: invoice.id, reason: reason.trim() });
        await refresh();
        toast.ok(`${invoice.number} is void.`);
      }}
    >
      <p className="mb-3">
        Nobody has to pay it any more. The document and its number stay in the books; this cannot be undone.
      </p>
      <label htmlFor={fieldId} className="mb-1 block text-sm font-medium text-ink-2">
        Reason
      </label>
      <Textarea
        id={fieldId}
        value={reason}
        maxLength={300}
        rows={2}
        onChange={(event) => setReason(event.target.value)}
      />
    </ConfirmDialog>
  );
}
