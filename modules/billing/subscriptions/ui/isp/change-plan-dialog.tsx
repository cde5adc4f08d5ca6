import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { callsFor } from '#kernel/client.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { RadioCards } from '#ui/base/choice.tsx';
import { Combobox } from '#ui/base/combobox.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { PlanChangeSum } from './plan-change-sum.tsx';
import { type SubscriptionDialogProps, useRefusal } from './subscription-dialogs.tsx';
import { subscriptionsApi as api, useRefresh } from './subscription-values.tsx';

const planCalls = callsFor(internetPlans, 'isp');
type When = 'now' | 'next_period';

/** Upgrade or downgrade: what it costs and does is shown before anything happens, and only that sum is agreed to. */
export function ChangePlanDialog({ subscription, open, onOpenChange }: SubscriptionDialogProps) {
  const change = useMutation(api.changePlan.mutationOptions());
  const refresh = useRefresh();
  const why = useRefusal();
  const { locale } = useFormat();
  const fieldId = useId();
  const suspended = subscription.status === 'suspended';
  const [planId, setPlanId] = useState<string | null>(null);
  const [when, setWhen] = useState<When>('now');
  useEffect(() => {
    if (!open) return;
    setPlanId(null);
    setWhen(suspended ? 'next_period' : 'now');
  }, [open, suspended]);
  const { id } = subscription;
  const preview = useQuery({
    ...api.previewPlanChange.queryOptions({ input: { id, planId: planId ?? '', when } }),
    enabled: open && planId !== null,
  });
  const sum = planId ? preview.data : undefined;
  const findPlans = async (q: string) =>
    (await planCalls.list({ ...(q ? { q } : {}), status: 'active', limit: 50 })).items
      .filter((plan) => plan.id !== subscription.planId)
      .map(({ id: value, name, priceMinor, currency }) => ({
        value,
        label: name,
        hint: formatMoney(priceMinor, currency, { locale }),
      }));
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      size="md"
      title={`Change the plan of ${subscription.customerName}`}
      tone="primary"
      confirmLabel={
        sum ? { upgrade: 'Upgrade', downgrade: 'Downgrade', sideways: 'Change plan' }[sum.direction] : 'Change plan'
      }
      reason={
        why('changePlan', subscription) ??
        (planId ? (sum ? undefined : 'There is no sum to agree to yet.') : 'Choose the new plan.')
      }
      onConfirm={async () => {
        if (!planId || !sum) return;
        const made = await change.mutateAsync({ id, planId, when, expectedNetMinor: sum.netMinor });
        await refresh();
        toast.ok(
          made.status === 'applied'
            ? `${subscription.number} is on ${made.toPlanName} now.`
            : `${subscription.number} moves to ${made.toPlanName} on ${made.effectiveOn}.`,
        );
      }}
    >
      <div className="flex flex-col gap-3">
        <div>
          <label htmlFor={fieldId} className="mb-1 block text-sm font-medium text-ink-2">
            New plan
          </label>
          <Combobox id={fieldId} value={planId} onChange={setPlanId} source="plans.to-change" load={findPlans} />
        </div>
        <RadioCards<When>
          label="When"
          value={when}
          onChange={setWhen}
          options={[
            {
              value: 'now',
              label: 'Now',
              help: 'What is left of the period is credited and charged.',
              reason: suspended ? 'It is suspended; resume it first.' : undefined,
            },
            { value: 'next_period', label: 'With the next period', help: 'Nothing is paid today; can be taken back.' },
          ]}
        />
        {planId && <PlanChangeSum query={preview} />}
      </div>
    </ConfirmDialog>
  );
}
