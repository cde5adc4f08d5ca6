import { useQuery } from '@tanstack/react-query';
import type { View } from '#kernel/contract/fields.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { Bytes, RelativeTime } from '#ui/format/values.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import type { Process } from '../../contract.ts';
import { systemApi as api, everyMs } from './system-values.ts';

type Row = View<typeof Process, 'platform'>;
const roles: Record<Row['role'], string> = { api: 'API', worker: 'Worker', aaa: 'RADIUS' };
const columns: SimpleColumn<Row>[] = [
  { id: 'role', header: 'Role', cell: (row) => roles[row.role] },
  {
    id: 'state',
    header: 'State',
    cell: (row) => (row.state === 'alive' ? <Chip tone="ok">Alive</Chip> : <Chip tone="bad">Lost</Chip>),
  },
  { id: 'instance', header: 'Process', cell: (row) => <Mono>{row.instance}</Mono> },
  { id: 'memory', header: 'Memory', align: 'end', cell: (row) => <Bytes bytes={row.memoryBytes} binary /> },
  { id: 'since', header: 'Since', align: 'end', cell: (row) => <RelativeTime at={row.startedAt} /> },
  { id: 'seen', header: 'Heartbeat', align: 'end', cell: (row) => <RelativeTime at={row.seenAt} /> },
];

export function ProcessesCard() {
  const query = useQuery(api.processes.queryOptions({ input: {}, refetchInterval: everyMs }));
  return (
    <QueryCard title="Processes" query={query}>
      {({ items }) => {
        const missing = Object.entries(roles).filter(
          ([role]) => !items.some((row) => row.role === role && row.state === 'alive'),
        );
        return (
          <>
            {missing.length > 0 && (
              <Callout
                tone="bad"
                className="mb-3"
                title={`No process answers as ${missing.map(([, label]) => label).join(', ')}.`}
              />
            )}
            <SimpleTable
              label="Processes"
              rows={items}
              columns={columns}
              getId={(row) => `${row.role}-${row.instance}`}
            />
          </>
        );
      }}
    </QueryCard>
  );
}
