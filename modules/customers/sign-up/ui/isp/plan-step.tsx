import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { cycleShort, type Plan } from '#modules/catalog/internet-plans/ui/isp/plan-values.tsx';
import { RadioCards } from '#ui/base/choice.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';

const planApi = clientFor(internetPlans, 'isp');
export const noPlan = 'none';
export const usePlans = () => useQuery(planApi.list.queryOptions({ input: { status: 'active', limit: 50 } }));

const speed = (kbps: number) => (kbps >= 1000 ? `${kbps / 1000} Mbit/s` : `${kbps} kbit/s`);
/** `100 Mbit/s down, 50 up, €39.00 a month`. */
export const planText = (plan: Plan, locale: string) =>
  `${speed(plan.downloadKbps)} down, ${speed(plan.uploadKbps)} up, ${formatMoney(plan.priceMinor, plan.currency, { locale })} a ${cycleShort[plan.cycle]}`;

interface PlanStepProps {
  value: string;
  onChange: (planId: string) => void;
  /** Why nothing can be sold: a permission. */
  reason: string | undefined;
}

/** Which plan is sold; a prospect takes none yet. */
export function PlanStep({ value, onChange, reason }: PlanStepProps) {
  const plans = usePlans();
  const { locale } = useFormat();
  if (!plans.data)
    return plans.isError ? <ErrorState error={plans.error} onRetry={plans.refetch} /> : <Skeleton.Lines count={5} />;
  return (
    <>
      {plans.data.items.length === 0 && (
        <EmptyState title="No plan is sold yet">Activate one under Internet plans, then sell it here.</EmptyState>
      )}
      <RadioCards
        label="Plan"
        value={value}
        onChange={onChange}
        options={[
          { value: noPlan, label: 'No plan yet', help: 'A prospect: nothing is provisioned or invoiced.' },
          ...plans.data.items.map((plan) => ({
            value: plan.id,
            label: plan.name,
            help: planText(plan, locale),
            reason,
          })),
        ]}
      />
    </>
  );
}
