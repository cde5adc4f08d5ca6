import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import { localDateText } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { Money } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import type { PlanChange } from '../../contract.ts';
import { subscriptionsApi as api, useRefresh } from './subscription-values.tsx';

type ChangeView = View<typeof PlanChange, 'isp'>;
const tones: StatusTones<ChangeView['status']> = {
  scheduled: ['info', 'Waiting'],
  applied: ['ok', 'Made'],
  dropped: ['neutral', 'Taken back'],
  failed: ['bad', 'Failed'],
};

/** Changes of plan of a subscription: the one that waits, with a way back, and those that were made. */
export function PlanChanges({ subscriptionId, empty }: { subscriptionId: string; empty?: string }) {
  const query = useQuery(api.planChanges.queryOptions({ input: { id: subscriptionId } }));
  const items = query.data?.items ?? [];
  if (query.isError) return <p className="text-bad">{toProblem(query.error).message}</p>;
  if (items.length === 0) return empty && query.isSuccess ? <p className="text-ink-3">{empty}</p> : null;
  return (
    <section aria-label="Changes of plan">
      {empty === undefined && <h3 className="mb-1 text-sm font-medium text-ink-2">Changes of plan</h3>}
      <ul className="divide-y divide-line">
        {items.map((change) => (
          <Item key={change.id} change={change} />
        ))}
      </ul>
    </section>
  );
}

function Item({ change }: { change: ChangeView }) {
  const { locale } = useFormat();
  const net = change.chargeMinor - change.creditMinor;
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1 py-1.5">
      <StatusChip status={change.status} tones={tones} />
      <span className="min-w-0 flex-1">
        {change.fromPlanName} → <span className="font-medium">{change.toPlanName}</span>{' '}
        <span className="text-ink-3">
          {change.status === 'scheduled' ? 'on' : 'of'} {localDateText(change.effectiveOn, locale)}
          {change.statusReason && ` · ${change.statusReason}`}
        </span>
      </span>
      {net !== 0 && change.status === 'applied' && (
        <span className="num">
          {change.invoiceId ? (
            <Link to={`/dashboard/billing-revenue/invoices/${change.invoiceId}`} className="hover:underline">
              <Money amountMinor={net} currency={change.currency} />
            </Link>
          ) : (
            <Money amountMinor={net} currency={change.currency} />
          )}
        </span>
      )}
      {change.status === 'scheduled' && <TakeBack change={change} />}
    </li>
  );
}

function TakeBack({ change }: { change: ChangeView }) {
  const drop = useMutation(api.dropPlanChange.mutationOptions());
  const write = useCan('billing.subscription:write');
  const refresh = useRefresh();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button size="sm" reason={write.reason} onClick={() => setAsked(true)}>
        Take back
      </Button>
      <ConfirmDialog
        open={asked}
        onOpenChange={setAsked}
        title={`Take back the change to ${change.toPlanName}?`}
        confirmLabel="Take back"
        onConfirm={async () => {
          await drop.mutateAsync({ id: change.subscriptionId });
          await refresh();
          toast.ok(`It stays on ${change.fromPlanName}.`);
        }}
      >
        The subscription stays on {change.fromPlanName} at its price.
      </ConfirmDialog>
    </>
  );
}
