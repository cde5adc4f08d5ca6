import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Callout } from '#ui/base/callout.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Money } from '#ui/format/values.tsx';
import type { Interval } from '../../rules.ts';
import { accountApi as api, intervalName } from '../licensing-values.tsx';

/** What a change costs and does, and the button that makes exactly that change. */
export function ChangePlanDialog({
  planId,
  interval,
  onClose,
}: {
  planId: string;
  interval: Interval;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const input = { offerId: planId, interval };
  const preview = useQuery(api.previewPlan.queryOptions({ input, staleTime: 0 }));
  const change = useMutation(api.changePlan.mutationOptions());
  const p = preview.data;
  const money = (amountMinor: number) => <Money amountMinor={amountMinor} currency={p?.currency} />;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={p ? `Change to ${p.planName}?` : 'Change the plan?'}
      tone="primary"
      confirmLabel={p?.when === 'later' ? 'Schedule the change' : 'Change now'}
      reason={p ? p.blockers[0] : 'The price is being worked out.'}
      onConfirm={async () => {
        await change.mutateAsync({ ...input, expectedDueMinor: p?.dueMinor ?? 0 });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(p?.when === 'later' ? `${p.planName} begins on ${p.effectiveOn}.` : `You are on ${p?.planName}.`);
      }}
    >
      {preview.isError && !p && <ErrorState error={preview.error} onRetry={() => preview.refetch()} />}
      {!p && !preview.isError && <Skeleton.Lines count={5} />}
      {p && (
        <>
          {p.blockers.length > 0 && (
            <Callout tone="warn" className="mb-3" title="More is in use than this plan has.">
              <ul>
                {p.blockers.map((b) => (
                  <li key={b}>{b}</li>
                ))}
              </ul>
            </Callout>
          )}
          <DescriptionList
            items={[
              { term: 'Begins', value: p.when === 'now' ? 'Now' : p.effectiveOn },
              ...(p.chargeMinor > 0
                ? [{ term: `${p.planName}, ${p.daysLeft} of ${p.daysTotal} days`, value: money(p.chargeMinor) }]
                : []),
              ...(p.creditMinor > 0 ? [{ term: 'Not used of your plan', value: money(-p.creditMinor) }] : []),
              { term: 'To pay today', value: <strong>{money(p.dueMinor)}</strong> },
              { term: `Then ${intervalName[p.interval]}`, value: money(p.nextMinor) },
              ...(p.gains.length > 0 ? [{ term: 'You gain', value: p.gains.join(', ') }] : []),
              ...(p.losses.length > 0 ? [{ term: 'You lose', value: p.losses.join(', ') }] : []),
            ]}
          />
        </>
      )}
    </ConfirmDialog>
  );
}
