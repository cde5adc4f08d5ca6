import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { RadioCards } from '#ui/base/choice.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { refusal, type SubscriptionCommand, type SuspendReason } from '../../rules.ts';
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
