import { Chip } from '#ui/base/badge.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { NumberText, RelativeTime, useNow } from '#ui/format/values.tsx';
import type { Column } from '#ui/table/columns.ts';
import { nasHealth, vendorNames } from '../../rules.ts';
import type { NasView } from './radius-values.tsx';

/** How the NAS is doing, in one word; why, on hover. */
export function NasHealth({ nas }: { nas: NasView }) {
  const { tone, label, why } = nasHealth(nas, useNow());
  return (
    <Tooltip tip={why}>
      <span>
        <Chip tone={tone}>{label}</Chip>
      </span>
    </Tooltip>
  );
}

export const LastSeen = ({ nas }: { nas: NasView }) =>
  nas.lastSeenAt === null ? <span className="text-ink-3">Never</span> : <RelativeTime at={nas.lastSeenAt} />;

export const nasColumns: Column<NasView>[] = [
  { id: 'name', header: 'Name', cell: (row) => row.name, text: (row) => row.name, fixed: true, width: 180 },
  {
    id: 'health',
    header: 'State',
    cell: (row) => <NasHealth nas={row} />,
    text: (row) => row.lastProblem ?? '',
    width: 150,
  },
  {
    id: 'address',
    header: 'Address',
    cell: (row) => <CopyText text={row.address} mono />,
    text: (row) => row.address,
    width: 170,
  },
  { id: 'vendor', header: 'Make', cell: (row) => vendorNames[row.vendor], text: (row) => row.vendor, width: 190 },
  {
    id: 'liveSessions',
    header: 'Online',
    align: 'end',
    cell: (row) => <NumberText value={row.liveSessions} />,
    text: (row) => row.liveSessions,
    width: 90,
  },
  {
    id: 'lastSeenAt',
    header: 'Last packet',
    cell: (row) => <LastSeen nas={row} />,
    text: (row) => row.lastSeenAt,
    width: 130,
  },
  { id: 'description', header: 'Description', cell: (row) => row.description, text: (row) => row.description },
];
