import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { fillTone, Meter } from '#ui/base/meter.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatBps } from '#ui/format/quantity.ts';
import { Bytes, RelativeTime } from '#ui/format/values.tsx';
import { type Quota, type QuotaState, quota } from '../../contract.ts';

export type QuotaView = View<typeof Quota, 'isp'>;
export const quotaApi = clientFor(quota, 'isp');

const tones: StatusTones<QuotaState> = {
  within: ['ok', 'Within'],
  throttled: ['warn', 'Throttled'],
  blocked: ['bad', 'Blocked'],
};
export const QuotaChip = ({ state }: { state: QuotaState }) => <StatusChip status={state} tones={tones} />;

/** "412 GB of 500 GB", with a bar. */
export function UsedOfCap({ quota: q }: { quota: QuotaView }) {
  if (q.capBytes === null) return <Bytes bytes={q.usedBytes} />;
  const share = q.usedBytes / q.capBytes;
  return (
    <span className="flex min-w-40 flex-col gap-1">
      <span>
        <Bytes bytes={q.usedBytes} /> of <Bytes bytes={q.capBytes} />
      </span>
      <Meter share={Math.min(1, share)} label="Used of the data cap" tone={fillTone(share)} />
    </span>
  );
}

/** What the cap has brought upon the line, and since when. */
export function Consequence({ quota: q }: { quota: QuotaView }) {
  const { locale } = useFormat();
  if (q.state === 'within' || q.stateSince === null) return null;
  return (
    <span>
      {q.state === 'throttled'
        ? `Throttled to ${formatBps((q.throttledKbps ?? 0) * 1000, locale)} since `
        : 'Blocked since '}
      <RelativeTime at={q.stateSince} />
    </span>
  );
}
