import type { View } from '#kernel/contract/fields.ts';
import { Chip, StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import type { Column } from '#ui/table/columns.ts';
import type { SupportAccess } from '../contract.ts';
import type { AccessStatus } from '../rules.ts';

export type AccessView = View<typeof SupportAccess, 'platform'>;

export const accessTones: StatusTones<AccessStatus> = {
  asked: ['warn', 'Waits for an answer'],
  approved: ['info', 'Approved'],
  refused: ['bad', 'Refused'],
  active: ['ok', 'Inside'],
  ended: 'neutral',
  expired: ['neutral', 'Time was over'],
  lapsed: ['neutral', 'Not used'],
};

/** Minutes as people say them. */
export const spokenMinutes = (minutes: number) =>
  minutes % 60 === 0
    ? `${minutes / 60} h`
    : minutes > 60
      ? `${Math.floor(minutes / 60)} h ${minutes % 60} min`
      : `${minutes} min`;

type Common = Omit<AccessView, 'operatorId'>;
export const commonColumns: Column<Common>[] = [
  {
    id: 'status',
    header: 'Status',
    cell: (a) => <StatusChip status={a.status} tones={accessTones} />,
    text: (a) => a.status,
    width: 160,
  },
  { id: 'reason', header: 'Reason', cell: (a) => <span title={a.reason}>{a.reason}</span>, text: (a) => a.reason },
  {
    id: 'role',
    header: 'What for',
    cell: (a) => (
      <Chip tone={a.role === 'admin' ? 'warn' : 'neutral'}>{a.role === 'admin' ? 'To act' : 'To look'}</Chip>
    ),
    text: (a) => a.role,
    width: 100,
  },
  {
    id: 'minutes',
    header: 'For',
    cell: (a) => spokenMinutes(a.minutes),
    text: (a) => a.minutes,
    width: 90,
  },
  { id: 'askedAt', header: 'Asked', cell: (a) => <RelativeTime at={a.askedAt} />, text: (a) => a.askedAt, width: 120 },
  {
    id: 'until',
    header: 'Until',
    cell: (a) => {
      const at = a.endedAt ?? a.expiresAt;
      return at ? <DateTime at={at} show="minute" /> : <span className="text-ink-3">Not entered</span>;
    },
    text: (a) => a.endedAt ?? a.expiresAt,
    width: 150,
  },
];
