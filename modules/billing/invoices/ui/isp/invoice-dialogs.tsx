import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { z } from 'zod';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { MoneyField, SelectField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { Money } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { paymentMethods } from '../../contract.ts';
import { type InvoiceCommand, openMinor, refusal } from '../../rules.ts';
import { type InvoiceView, invoicesApi, methodText, useRefreshInvoices } from './invoice-values.tsx';

export interface InvoiceDialogProps {
  invoice: InvoiceView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Why a command cannot be given now: the invoice's own reason, or a missing permission; undefined when it can. */
export function useInvoiceRefusal(): (command: InvoiceCommand, invoice: InvoiceView) => string | undefined {
  const can = { recordPayment: useCan('billing.payment:write'), void: useCan('billing.invoice:write') };
  return (command, invoice) => can[command].reason ?? refusal(command, invoice);
}

export function RecordPaymentDialog({ invoice, open, onOpenChange }: InvoiceDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Payment for ${invoice.number}`}
      description={
        <>
          {invoice.customerName} · <Money amountMinor={openMinor(invoice)} currency={invoice.currency} /> left to pay
        </>
      }
    >
      {open && <PaymentForm invoice={invoice} onDone={() => onOpenChange(false)} />}
    </Dialog>
  );
}

function PaymentForm({ invoice, onDone }: { invoice: InvoiceView; onDone: () => void }) {
  const record = useMutation(invoicesApi.recordPayment.mutationOptions());
  const refresh = useRefreshInvoices();
  const why = useInvoiceRefusal();
  const { locale } = useFormat();
  const left = openMinor(invoice);
  const most = formatMoney(left, invoice.currency, { locale });
  const schema = z.object({
    amountMinor: z
      .int({ error: 'Give the amount, such as 39.00.' })
      .positive('A payment is more than nothing.')
      .max(left, `Only ${most} is left to pay on this invoice.`),
    method: z.enum(paymentMethods, 'Choose how it was paid.'),
    reference: z.string().trim().max(100, 'At most 100 characters.').default(''),
  });
  const form = useZodForm(schema, { defaultValues: { amountMinor: left, method: 'bank_transfer', reference: '' } });
  const { control } = form;
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Record payment"
      reason={why('recordPayment', invoice)}
      onCancel={onDone}
      onSubmit={async (values) => {
        const { status, number } = await record.mutateAsync({ id: invoice.id, ...values });
        await refresh();
        toast.ok(status === 'paid' ? `${number} is paid.` : `Part of ${number} is paid.`);
        onDone();
      }}
    >
      <FieldGrid>
        <MoneyField control={control} name="amountMinor" label="Amount" currency={invoice.currency} />
        <SelectField
          control={control}
          name="method"
          label="How it was paid"
          options={paymentMethods.map((value) => ({ value, label: methodText[value] }))}
        />
        <TextField
          control={control}
          name="reference"
          label="Reference"
          optional
          wide
          mono
          autoComplete="off"
          help="The bank’s or till’s number; the same one is not taken twice for an invoice."
        />
      </FieldGrid>
    </Form>
  );
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
