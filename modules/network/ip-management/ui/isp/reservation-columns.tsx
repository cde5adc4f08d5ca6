import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import type { Column } from '#ui/table/columns.ts';
import { ReleaseDialog } from './address-dialogs.tsx';
import { ipApi as api, type ReservationView, reservationTones } from './pool-values.tsx';

function Release({ reservation }: { reservation: ReservationView }) {
  const [open, setOpen] = useState(false);
  const write = useCan('network.ip:write');
  const pool = useQuery(api.getPool.queryOptions({ input: { id: reservation.poolId } }));
  const reason = write.reason ?? (reservation.state === 'released' ? 'It is released already.' : undefined);
  return (
    <>
      <Button size="sm" variant="ghost" onClick={() => setOpen(true)} reason={reason}>
        Release
      </Button>
      {pool.data && open && <ReleaseDialog pool={pool.data} reservation={reservation} open onOpenChange={setOpen} />}
    </>
  );
}

const Whose = ({ row }: { row: ReservationView }) =>
  row.customerId ? (
    <Link to={`/dashboard/operations/customers/${row.customerId}`} className="text-brand-text hover:underline">
      {row.customerName ?? 'Customer'}
    </Link>
  ) : (
    <span className="text-ink-3">—</span>
  );

export const reservationColumns: Column<ReservationView>[] = [
  {
    id: 'address',
    header: 'Address',
    cell: (row) => <CopyText text={row.address} mono />,
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
  { id: 'customer', header: 'Customer', cell: (row) => <Whose row={row} />, text: (row) => row.customerName },
  {
    id: 'reason',
    header: 'For',
    cell: (row) => row.reason || <span className="text-ink-3">—</span>,
    text: (row) => row.reason,
  },
  {
    id: 'assignedAt',
    header: 'Since',
    cell: (row) => <RelativeTime at={row.assignedAt} />,
    text: (row) => row.assignedAt,
    width: 130,
  },
  {
    id: 'releasedAt',
    header: 'Released',
    cell: (row) => (row.releasedAt ? <RelativeTime at={row.releasedAt} /> : <span className="text-ink-3">—</span>),
    text: (row) => row.releasedAt,
    width: 130,
  },
  { id: 'release', header: 'Action', cell: (row) => <Release reservation={row} />, align: 'end', width: 110 },
];
