import { StatusChip } from '#ui/base/badge.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import type { Column } from '#ui/table/columns.ts';
import { lifecycleTones, type ReservationView, reservationTones } from './pool-values.tsx';

export const Whose = ({ row }: { row: Pick<ReservationView, 'customerId' | 'customerName'> }) =>
  row.customerId ? (
    <Link to={`/dashboard/operations/customers/${row.customerId}`} className="text-brand-text hover:underline">
      {row.customerName ?? 'Customer'}
    </Link>
  ) : (
    <span className="text-ink-3">—</span>
  );

const none = <span className="text-ink-3">—</span>;

export const reservationColumns: Column<ReservationView>[] = [
  {
    id: 'address',
    header: 'Address',
    cell: (row) => <Mono>{row.address}</Mono>,
    text: (row) => row.address,
    width: 210,
    fixed: true,
  },
  {
    id: 'state',
    header: 'State',
    cell: (row) => <StatusChip status={row.state} tones={reservationTones} />,
    text: (row) => row.state,
    width: 100,
  },
  {
    id: 'lifecycle',
    header: 'Lifecycle',
    cell: (row) => (
      <span title={row.lifecycleReason || undefined}>
        <StatusChip status={row.lifecycle} tones={lifecycleTones} />
      </span>
    ),
    text: (row) => row.lifecycle,
    width: 130,
  },
  { id: 'customer', header: 'Customer', cell: (row) => <Whose row={row} />, text: (row) => row.customerName },
  { id: 'reason', header: 'For', cell: (row) => row.reason || none, text: (row) => row.reason },
  {
    id: 'expiresAt',
    header: 'Until',
    cell: (row) => (row.expiresAt ? <RelativeTime at={row.expiresAt} /> : none),
    text: (row) => row.expiresAt,
    width: 110,
  },
  {
    id: 'assignedAt',
    header: 'Since',
    cell: (row) => <RelativeTime at={row.assignedAt} />,
    text: (row) => row.assignedAt,
    width: 120,
  },
  {
    id: 'releasedAt',
    header: 'Released',
    cell: (row) => (row.releasedAt ? <RelativeTime at={row.releasedAt} /> : none),
    text: (row) => row.releasedAt,
    width: 120,
  },
];

/** The same with the pool, for a list of several. */
export const reservationColumnsWithPool: Column<ReservationView>[] = [
  ...reservationColumns.slice(0, 3),
  {
    id: 'pool',
    header: 'Pool',
    cell: (row) => (
      <Link to={`/dashboard/network/ip-pools/${row.poolId}`} className="text-brand-text hover:underline">
        {row.poolName}
      </Link>
    ),
    text: (row) => row.poolName,
  },
  ...reservationColumns.slice(3),
];
