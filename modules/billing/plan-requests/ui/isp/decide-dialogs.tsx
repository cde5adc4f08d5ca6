import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { PlanChangeSum } from '#modules/billing/subscriptions/ui/isp/plan-change-sum.tsx';
import { subscriptionsApi } from '#modules/billing/subscriptions/ui/isp/subscription-values.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { requestsApi as api, type RequestView } from './request-values.tsx';

interface Props {
  request: RequestView;
  onClose: () => void;
}
const useRefresh = () => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: api.key() });
};

/** What the change costs today, beside what the subscriber agreed to. */
export function ApproveDialog({ request, onClose }: Props) {
  const approve = useMutation(api.approve.mutationOptions());
  const refresh = useRefresh();
  const { locale } = useFormat();
  const { subscriptionId: id, toPlanId: planId, startsWith: when } = request;
  const preview = useQuery(subscriptionsApi.previewPlanChange.queryOptions({ input: { id, planId, when } }));
  const agreed = formatMoney(request.agreedNetMinor, request.currency, { locale });
  return (
    <ConfirmDialog
      open
      size="md"
      tone="primary"
      onOpenChange={(open) => !open && onClose()}
      title={`Move ${request.customerName} to ${request.toPlanName}?`}
      confirmLabel="Approve"
      reason={preview.data ? undefined : 'There is no sum to approve yet.'}
      onConfirm={async () => {
        await approve.mutateAsync({ id: request.id });
        await refresh();
        toast.ok(`${request.subscriptionNumber} moves to ${request.toPlanName}.`);
      }}
    >
      <div className="flex flex-col gap-3">
        {request.note && (
          <Callout tone="info" title="The subscriber wrote">
            {request.note}
          </Callout>
        )}
        {request.obstacle && <Callout tone="warn" title={`Not done at once: ${request.obstacle}`} />}
        <p className="text-sm">The subscriber agreed to {agreed} at once; more than that is never charged.</p>
        <PlanChangeSum query={preview} />
      </div>
    </ConfirmDialog>
  );
}

export function DeclineDialog({ request, onClose }: Props) {
  const decline = useMutation(api.decline.mutationOptions());
  const refresh = useRefresh();
  const fieldId = useId();
  const [reason, setReason] = useState('');
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Decline ${request.toPlanName} for ${request.customerName}?`}
      confirmLabel="Decline"
      reason={reason.trim().length < 3 ? 'Say why; the subscriber reads it.' : undefined}
      onConfirm={async () => {
        await decline.mutateAsync({ id: request.id, reason });
        await refresh();
        toast.ok('The request is declined, and the subscriber is told.');
      }}
    >
      <label htmlFor={fieldId} className="mb-1 block text-sm font-medium text-ink-2">
        Why, in the subscriber’s portal and mail
      </label>
      <Textarea id={fieldId} rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />
    </ConfirmDialog>
  );
}
