import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatBps, formatBytes } from '#ui/format/quantity.ts';
import { Bps } from '#ui/format/values.tsx';
import type { InternetPlan } from '../../contract.ts';
import type { BillingCycle, PlanStatus } from '../../rules.ts';

export type Plan = View<typeof InternetPlan, 'isp'>;

export const planTones: StatusTones<PlanStatus> = {
  draft: 'info',
  active: ['ok', 'For sale'],
  archived: 'neutral',
};

export const cycleText: Record<BillingCycle, string> = {
  monthly: 'every month',
  quarterly: 'every quarter',
  annual: 'every year',
};
export const cycleShort: Record<BillingCycle, string> = { monthly: 'month', quarterly: 'quarter', annual: 'year' };

interface Speeds {
  downloadKbps: number;
  uploadKbps: number;
}

/** Download and upload, as people compare plans by. */
export const Speed = ({ downloadKbps, uploadKbps }: Speeds) => (
  <span className="num" title="Download and upload">
    <Bps bps={downloadKbps * 1000} /> <span className="text-ink-3">/</span> <Bps bps={uploadKbps * 1000} />
  </span>
);

/** What happens to usage, in words: "500 GB, then 2 Mbps". */
export function Cap({ plan }: { plan: Pick<Plan, 'dataCapBytes' | 'capPolicy' | 'throttledKbps'> }) {
  const { locale } = useFormat();
  if (plan.dataCapBytes === null) return <>Unlimited</>;
  const volume = formatBytes(plan.dataCapBytes, locale);
  if (plan.capPolicy === 'block') return <>{volume}, then blocked</>;
  if (plan.capPolicy === 'throttle' && plan.throttledKbps !== null)
    return (
      <>
        {volume}, then {formatBps(plan.throttledKbps * 1000, locale)}
      </>
    );
  return <>{volume}, only counted</>;
}
