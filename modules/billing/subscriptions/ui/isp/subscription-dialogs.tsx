import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { callsFor, clientFor } from '#kernel/client.ts';
import { LocalDate } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { cycleShort } from '#modules/catalog/internet-plans/ui/isp/plan-values.tsx';
import { ChangeList } from '#ui/base/changes.tsx';
import { RadioCards } from '#ui/base/choice.tsx';
import { Combobox } from '#ui/base/combobox.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { formatBps } from '#ui/format/quantity.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Cycle, refusal, type SubscriptionCommand, type SuspendReason } from '../../rules.ts';
import { type SubscriptionView, subscriptionsApi, useRefresh } from './subscription-values.tsx';

export interface SubscriptionDialogProps {
  subscription: SubscriptionView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Why a command cannot be given now: the state's own reason, or a missing permission; undefined when it can. */
export function useRefusal(): (command: SubscriptionCommand, subscription: SubscriptionView) => string | undefined {
  const write = useCan('billing.subscription:write');
  return (command, { status }) => write.reason ?? refusal(command, status);
}

const suspendChoices: { value: SuspendReason; label: string; help: string }[] = [
  { value: 'non_payment', label: 'Payment overdue', help: 'The refused login says so.' },
  { value: 'customer_request', label: 'At the customer’s request', help: 'A holiday, a seasonal home.' },
  { value: 'abuse', label: 'Abuse', help: 'Against the terms of use.' },
  { value: 'other', label: 'Other', help: 'The refused login gives no reason.' },
];

export function SuspendDialog({ subscription, open, onOpenChange }: SubscriptionDialogProps) {
  const suspend = useMutation(subscriptionsApi.suspend.mutationOptions());
  const refresh = useRefresh();
  const why = useRefusal();
  const [reason, setReason] = useState<SuspendReason>('non_payment');
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Suspend ${subscription.planName} of ${subscription.customerName}?`}
      confirmLabel="Suspend"
      reason={why('suspend', subscription)}
      onConfirm={async () => {
        await suspend.mutateAsync({ id: subscription.id, reason });
        await refresh();
        toast.ok(`${subscription.number} is suspended.`);
      }}
    >
      <p className="mb-3">
        The live session drops now and logins are refused with a message until you resume it. The days of the suspension
        are not charged. The customer is told by mail.
      </p>
      <RadioCards label="Reason" columns={1} value={reason} onChange={setReason} options={suspendChoices} />
    </ConfirmDialog>
  );
}

export function ResumeDialog({ subscription, open, onOpenChange }: SubscriptionDialogProps) {
  const resume = useMutation(subscriptionsApi.resume.mutationOptions());
  const refresh = useRefresh();
  const why = useRefusal();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Resume ${subscription.planName} of ${subscription.customerName}?`}
      tone="primary"
      confirmLabel="Resume"
      reason={why('resume', subscription)}
      onConfirm={async () => {
        await resume.mutateAsync({ id: subscription.id });
        await refresh();
        toast.ok(`${subscription.number} is active again.`);
      }}
    >
      {subscription.statusReason && <p>Suspended for: {subscription.statusReason}.</p>}
      <p>The next login succeeds, and charging goes on from today. The customer is told by mail.</p>
    </ConfirmDialog>
  );
}

const planCalls = callsFor(internetPlans, 'isp');

export function ChangePlanDialog({ subscription, open, onOpenChange }: SubscriptionDialogProps) {
  const change = useMutation(subscriptionsApi.changePlan.mutationOptions());
  const refresh = useRefresh();
  const why = useRefusal();
  const { locale } = useFormat();
  const fieldId = useId();
  const [planId, setPlanId] = useState<string | null>(null);
  useEffect(() => {
    if (open) setPlanId(null);
  }, [open]);
  const plan = useQuery({
    ...clientFor(internetPlans, 'isp').get.queryOptions({ input: { id: planId ?? '' } }),
    enabled: planId !== null,
  });
  const findPlans = async (q: string) =>
    (await planCalls.list({ ...(q ? { q } : {}), status: 'active', limit: 50 })).items
      .filter(({ id }) => id !== subscription.planId)
      .map(({ id, name, priceMinor, currency }) => ({
        value: id,
        label: name,
        hint: formatMoney(priceMinor, currency, { locale }),
      }));
  const price = (amountMinor: number, cycle: Cycle) =>
    `${formatMoney(amountMinor, subscription.currency, { locale })} / ${cycleShort[cycle]}`;
  const speed = (kbps: number) => formatBps(kbps * 1000, locale);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Change the plan of ${subscription.customerName}`}
      tone="primary"
      confirmLabel="Change plan"
      reason={why('changePlan', subscription) ?? (planId ? undefined : 'Choose the new plan.')}
      onConfirm={async () => {
        if (!planId) return;
        const changed = await change.mutateAsync({ id: subscription.id, planId });
        await refresh();
        toast.ok(`${changed.number} is on ${changed.planName} now.`);
      }}
    >
      <label htmlFor={fieldId} className="mb-1 block text-sm font-medium text-ink-2">
        New plan
      </label>
      <Combobox id={fieldId} value={planId} onChange={setPlanId} source="plans.to-change" load={findPlans} />
      {plan.data && planId && (
        <div className="mt-3 flex flex-col gap-3">
          <ChangeList
            changes={[
              {
                label: 'Download',
                before: speed(subscription.downloadKbps),
                after: speed(plan.data.downloadKbps),
              },
              { label: 'Upload', before: speed(subscription.uploadKbps), after: speed(plan.data.uploadKbps) },
              {
                label: 'Price',
                before: price(subscription.priceMinor, subscription.cycle),
                after: price(plan.data.priceMinor, plan.data.cycle),
              },
            ]}
          />
          <p>
            The new speed reaches the live session at once. The new price applies from the next period
            {subscription.periodEnd && (
              <>
                , <LocalDate date={subscription.periodEnd} />
              </>
            )}
            .
          </p>
        </div>
      )}
    </ConfirmDialog>
  );
}

export function CancelDialog({ subscription, open, onOpenChange }: SubscriptionDialogProps) {
  const cancel = useMutation(subscriptionsApi.cancel.mutationOptions());
  const refresh = useRefresh();
  const why = useRefusal();
  const fieldId = useId();
  const [reason, setReason] = useState('');
  useEffect(() => {
    if (open) setReason('');
  }, [open]);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Cancel ${subscription.planName} of ${subscription.customerName}?`}
      confirmLabel="Cancel subscription"
      nameToType={subscription.number}
      reason={why('cancel', subscription) ?? (reason.trim().length < 3 ? 'Say why.' : undefined)}
      onConfirm={async () => {
        await cancel.mutateAsync({ id: subscription.id, reason: reason.trim() });
        await refresh();
        toast.ok(`${subscription.number} is cancelled.`);
      }}
    >
      <p className="mb-3">
        The session drops, the login is removed and the address goes back to its pool. This cannot be undone; open
        invoices stay open.
      </p>
      <label htmlFor={fieldId} className="mb-1 block text-sm font-medium text-ink-2">
        Reason
      </label>
      <Textarea
        id={fieldId}
        value={reason}
        maxLength={300}
        rows={2}
        placeholder="Moved away, price, a competitor …"
        onChange={(event) => setReason(event.target.value)}
      />
    </ConfirmDialog>
  );
}

export function RetryDialog({ subscription, open, onOpenChange }: SubscriptionDialogProps) {
  const retry = useMutation(subscriptionsApi.retry.mutationOptions());
  const refresh = useRefresh();
  const why = useRefusal();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Provision ${subscription.number} again?`}
      tone="primary"
      confirmLabel="Try again"
      reason={why('retry', subscription)}
      onConfirm={async () => {
        await retry.mutateAsync({ id: subscription.id });
        await refresh();
        toast.ok(`${subscription.number} is being provisioned.`);
      }}
    >
      {subscription.statusReason && <p>It failed with: {subscription.statusReason}</p>}
    </ConfirmDialog>
  );
}
