import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { Button } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Input } from '#ui/base/input.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateTime, Money } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { accountBilling } from '../../contract.ts';
import { InvoiceChip, InvoiceLines } from '../invoice-values.tsx';

export const billingApi = clientFor(accountBilling, 'platform');
export type Invoice = Awaited<ReturnType<typeof billingApi.providerInvoices.call>>['items'][number];

export function InvoiceSheet({ id, tenantId, onClose }: { id: string; tenantId: string; onClose: () => void }) {
  const client = useQueryClient();
  const invoice = useQuery(
    billingApi.providerInvoice.queryOptions({ input: { id, tenantId }, refetchInterval: 3_000 }),
  );
  const report = useMutation(billingApi.reportTransfer.mutationOptions());
  const askVoid = useMutation(billingApi.askVoid.mutationOptions());
  const write = useCan('platform.billing:write');
  const [dialog, setDialog] = useState<'transfer' | 'void' | null>(null);
  const [text, setText] = useState('');
  const { data } = invoice;
  const closed = data && data.status !== 'open' ? 'There is nothing to pay.' : undefined;
  const left = data ? data.totalMinor - data.paidMinor : 0;
  const done = async (sentence: string) => {
    setText('');
    await client.invalidateQueries({ queryKey: billingApi.key() });
    toast.ok(sentence);
  };
  return (
    <>
      <Sheet
        open={dialog === null}
        onOpenChange={(open) => !open && onClose()}
        title={data?.number ?? 'Invoice'}
        description={data && `${data.payerName}, due ${data.dueOn}`}
        footer={
          <>
            <Button variant="danger" reason={write.reason ?? closed} onClick={() => setDialog('void')}>
              Void
            </Button>
            <Button variant="primary" reason={write.reason ?? closed} onClick={() => setDialog('transfer')}>
              Record transfer
            </Button>
          </>
        }
      >
        {invoice.isError && !data && <ErrorState error={invoice.error} onRetry={() => invoice.refetch()} />}
        {!data && !invoice.isError && <Skeleton.Lines />}
        {data && (
          <>
            <div className="mb-3">
              <InvoiceChip invoice={data} />
            </div>
            <InvoiceLines invoice={data} />
            {data.payments.map((p) => (
              <p key={p.id} className="mt-2 text-sm text-ink-2">
                <DateTime at={p.at} />: {p.method}, {p.outcome === 'succeeded' ? 'paid' : (p.refusal ?? 'refused')}
              </p>
            ))}
          </>
        )}
      </Sheet>
      <ConfirmDialog
        open={dialog === 'transfer'}
        onOpenChange={(open) => !open && setDialog(null)}
        title={`Record a bank transfer for ${data?.number}?`}
        tone="primary"
        confirmLabel="Record"
        reason={text.trim().length < 3 ? 'Give the bank’s reference.' : undefined}
        onConfirm={async () => {
          await report.mutateAsync({ id, tenantId, amountMinor: left, reference: text.trim() });
          await done('The transfer is recorded in a moment.');
        }}
      >
        <p className="mb-3">
          <Money amountMinor={left} currency={data?.currency} /> came in.
        </p>
        <label htmlFor="transfer-reference" className="mb-1 block text-sm">
          Reference
        </label>
        <Input id="transfer-reference" maxLength={100} value={text} onChange={(e) => setText(e.target.value)} />
      </ConfirmDialog>
      <ConfirmDialog
        open={dialog === 'void'}
        onOpenChange={(open) => !open && setDialog(null)}
        title={`Void ${data?.number}?`}
        confirmLabel="Void"
        reason={text.trim().length < 3 ? 'Say why.' : undefined}
        onConfirm={async () => {
          await askVoid.mutateAsync({ id, tenantId, reason: text.trim() });
          await done('The invoice is void in a moment.');
        }}
      >
        <p className="mb-3">Its number stays used.</p>
        <label htmlFor="void-why" className="mb-1 block text-sm">
          Why
        </label>
        <Input id="void-why" maxLength={300} value={text} onChange={(e) => setText(e.target.value)} />
      </ConfirmDialog>
    </>
  );
}
