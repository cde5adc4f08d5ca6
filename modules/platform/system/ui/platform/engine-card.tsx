import { useQuery } from '@tanstack/react-query';
import { Workflow } from 'lucide-react';
import type { View } from '#kernel/contract/fields.ts';
import { StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import type { EngineState } from '../../contract.ts';
import { systemApi as api, everyMs } from './system-values.ts';

type Row = View<typeof EngineState, 'platform'>;
const tones: StatusTones<string> = {
  SUCCESS: ['ok', 'Done'],
  PENDING: ['info', 'Running'],
  ENQUEUED: ['info', 'Queued'],
  DELAYED: ['info', 'Delayed'],
  ERROR: ['bad', 'Failed'],
  CANCELLED: ['warn', 'Cancelled'],
  MAX_RECOVERY_ATTEMPTS_EXCEEDED: ['bad', 'Given up'],
};
const columns: SimpleColumn<Row>[] = [
  { id: 'title', header: 'Work', cell: (row) => row.title },
  { id: 'status', header: 'State', cell: (row) => <StatusChip status={row.status} tones={tones} /> },
  { id: 'runs', header: 'Runs', align: 'end', cell: (row) => <NumberText value={row.runs} /> },
  { id: 'latest', header: 'Last', align: 'end', cell: (row) => <RelativeTime at={row.latestAt} /> },
];

export function EngineCard() {
  const query = useQuery(api.engine.queryOptions({ input: {}, refetchInterval: everyMs }));
  return (
    <QueryCard title="Durable work" query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={<Workflow />} title="Nothing has run yet">
            Provisioning, mails and nightly work are counted here.
          </EmptyState>
        ) : (
          <SimpleTable
            label="Durable work"
            rows={items}
            columns={columns}
            getId={(row) => `${row.workflow}-${row.status}-${row.queue}`}
          />
        )
      }
    </QueryCard>
  );
}
