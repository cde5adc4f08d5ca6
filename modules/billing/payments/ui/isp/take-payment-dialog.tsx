import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { paymentMethods } from '#modules/billing/invoices/contract.ts';
import { openMinor } from '#modules/billing/invoices/rules.ts';
import { LocalDate, methodText } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { Checkbox } from '#ui/base/choice.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateField, MoneyField, SelectField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useFormat } from '#ui/format/format-context.tsx';
import { Money } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { openInvoicesApi, paymentsApi, useRefreshPayments } from './payment-values.tsx';
import { planned } from './planned.ts';

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  customer: { id: string; name: string };
  /** Paid with this payment unless another is chosen. */
  invoiceId?: string | undefined;
}

/** Money a customer gave at the counter, by transfer or by cheque, written down against what they owe. */
export function TakePaymentDialog(props: Props) {
  const { open, onOpenChange, customer } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Payment from ${customer.name}`}
      description="What is due first is paid first, unless you choose. What is left over stays as credit for the next invoice."
    >
      {open && <Debts {...props} />}
    </Dialog>
  );
}

function Debts(props: Props) {
  const debts = useQuery(
    openInvoicesApi.list.queryOptions({
      input: { customerId: props.customer.id, status: 'open', sort: 'dueDate', limit: 100 },
    }),
  );
  if (debts.isError) return <ErrorState error={debts.error} onRetry={() => void debts.refetch()} />;
  if (!debts.data) return <Skeleton.Lines count={5} />;
  return <PaymentForm {...props} debts={debts.data.items} />;
}

type Debt = Awaited<ReturnType<typeof openInvoicesApi.list.call>>['items'][number];

const schema = z.object({
  amountMinor: z.int({ error: 'Give the amount, such as 39.00.' }).positive('A payment is more than nothing.'),
  method: z.enum(paymentMethods, 'Choose how it was paid.'),
  reference: z.string().trim().max(100, 'At most 100 characters.').default(''),
  receivedOn: z.string().optional(),
});

function PaymentForm({ customer, invoiceId, debts, onOpenChange }: Props & { debts: Debt[] }) {
  const record = useMutation(paymentsApi.record.mutationOptions());
  const refresh = useRefreshPayments();
  const can = useCan('billing.payment:write');
  const own = useFormat();
  const currency = debts.find(({ id }) => id === invoiceId)?.currency ?? debts[0]?.currency ?? own.currency;
  const payable = debts.filter((debt) => debt.currency === currency);
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    invoiceId && payable.some(({ id }) => id === invoiceId) ? [invoiceId] : [],
  );
  const wanted = chosen.length > 0 ? payable.filter(({ id }) => chosen.includes(id)) : payable;
  const owed = wanted.reduce((sum, debt) => sum + openMinor(debt), 0);
  const form = useZodForm(schema, {
    defaultValues: { amountMinor: owed || undefined, method: 'bank_transfer', reference: '' },
  });
  const { control } = form;
  const amountMinor = form.watch('amountMinor');
  const plan = planned(wanted, typeof amountMinor === 'number' ? amountMinor : 0);
  const toggle = (id: string) => {
    const next = chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
    setChosen(next);
    const sum = payable.filter((debt) => next.length === 0 || next.includes(debt.id));
    form.setValue(
      'amountMinor',
      sum.reduce((total, debt) => total + openMinor(debt), 0),
    );
  };
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Record payment"
      reason={can.reason}
      onCancel={() => onOpenChange(false)}
      onSubmit={async (values) => {
        const made = await record.mutateAsync({
          customerId: customer.id,
          currency,
          ...values,
          receivedOn: values.receivedOn || undefined,
          ...(chosen.length > 0 ? { invoiceIds: [...chosen] } : {}),
        });
        await refresh();
        toast.ok(`Receipt ${made.receiptNumber} written.`);
        onOpenChange(false);
      }}
    >
      {payable.length > 0 ? (
        <fieldset className="mb-4">
          <legend className="mb-1 text-sm font-medium text-ink-2">What it pays</legend>
          <ul className="divide-y divide-line rounded-md border border-line">
            {payable.map((debt) => (
              <li key={debt.id} className="flex items-center gap-3 px-3 py-2">
                <Checkbox
                  id={`pay-${debt.id}`}
                  checked={chosen.includes(debt.id)}
                  onCheckedChange={() => toggle(debt.id)}
                />
                <label htmlFor={`pay-${debt.id}`} className="min-w-0 flex-1">
                  <Mono>{debt.number}</Mono>
                  <span className={`block text-sm ${debt.overdue ? 'text-bad-ink' : 'text-ink-3'}`}>
                    {debt.overdue ? 'was due' : 'due'} <LocalDate date={debt.dueDate} />
                  </span>
                </label>
                <span className="text-end">
                  <Money amountMinor={openMinor(debt)} currency={currency} />
                  {plan.byInvoice[debt.id] !== undefined && (
                    <span className="block text-sm text-ok-ink">
                      pays <Money amountMinor={plan.byInvoice[debt.id] ?? 0} currency={currency} />
                    </span>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </fieldset>
      ) : (
        <p className="mb-4 text-ink-2">Nothing is owed. The whole amount becomes credit.</p>
      )}
      <FieldGrid>
        <MoneyField control={control} name="amountMinor" label="Amount" currency={currency} />
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
          mono
          autoComplete="off"
          help="The bank’s, till’s or cheque’s number; the same one is not taken twice."
        />
        <DateField control={control} name="receivedOn" label="Received on" optional help="Empty: today." />
      </FieldGrid>
      {plan.creditMinor > 0 && (
        <p className="text-sm text-ink-2" role="status">
          <Money amountMinor={plan.creditMinor} currency={currency} /> more than is owed stays as credit.
        </p>
      )}
    </Form>
  );
}
