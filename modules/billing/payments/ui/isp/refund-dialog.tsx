import { useMutation } from '@tanstack/react-query';
import { z } from 'zod';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { MoneyField, TextareaField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { refusal } from '../../rules.ts';
import { type PaymentDetailView, paymentsApi, useRefreshPayments } from './payment-values.tsx';

/** Why money cannot be given back now; undefined when it can. */
export function useRefundRefusal() {
  const can = useCan('billing.payment:write');
  return ({ status }: Pick<PaymentDetailView, 'status'>) => can.reason ?? refusal('refund', status);
}

interface Props {
  payment: PaymentDetailView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RefundDialog({ payment, open, onOpenChange }: Props) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Give money back"
      description="Credit goes first. What invoices were paid with it is owed again."
    >
      {open && <RefundForm payment={payment} onDone={() => onOpenChange(false)} />}
    </Dialog>
  );
}

function RefundForm({ payment, onDone }: { payment: PaymentDetailView; onDone: () => void }) {
  const refund = useMutation(paymentsApi.refund.mutationOptions());
  const refresh = useRefreshPayments();
  const why = useRefundRefusal();
  const { locale } = useFormat();
  const left = payment.amountMinor - payment.refundedMinor;
  const schema = z.object({
    amountMinor: z
      .int({ error: 'Give the amount, such as 39.00.' })
      .positive('A refund is more than nothing.')
      .max(left, `Only ${formatMoney(left, payment.currency, { locale })} can be given back.`),
    reason: z.string().trim().min(3, 'Say why.').max(300),
  });
  const form = useZodForm(schema, { defaultValues: { amountMinor: left, reason: '' } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Give back"
      reason={why(payment)}
      onCancel={onDone}
      onSubmit={async (values) => {
        await refund.mutateAsync({ id: payment.id, ...values });
        await refresh();
        toast.ok(payment.provider === 'manual' ? 'Refund written down.' : 'The gateway is asked for the refund.');
        onDone();
      }}
    >
      <MoneyField control={form.control} name="amountMinor" label="Amount" currency={payment.currency} />
      <TextareaField control={form.control} name="reason" label="Reason" rows={2} />
    </Form>
  );
}
