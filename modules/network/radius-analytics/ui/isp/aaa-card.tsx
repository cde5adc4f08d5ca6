import type { UseQueryResult } from '@tanstack/react-query';
import { Server } from 'lucide-react';
import type { View } from '#kernel/contract/fields.ts';
import type { RadiusServer } from '#modules/network/radius/contract.ts';
import { Badge } from '#ui/base/badge.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Bytes, Duration, RelativeTime, useNow } from '#ui/format/values.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { serverSign } from './server-signs.ts';

export type ServerView = View<typeof RadiusServer, 'isp'>;

function Sign({ server }: { server: ServerView }) {
  const { tone, label } = serverSign(server, useNow());
  return <Badge tone={tone}>{label}</Badge>;
}

const columns: SimpleColumn<ServerView>[] = [
  { id: 'state', header: 'State', cell: (server) => <Sign server={server} /> },
  {
    id: 'listens',
    header: 'Listens on',
    cell: (server) => (
      <span className="mono">
        {server.host} {server.authPort}/{server.acctPort}
      </span>
    ),
  },
  { id: 'seen', header: 'Reported', cell: (server) => <RelativeTime at={server.seenAt} /> },
  { id: 'up', header: 'Running for', align: 'end', cell: (server) => <Duration since={server.startedAt} /> },
  {
    id: 'backlog',
    header: 'Accounting that waits',
    align: 'end',
    cell: (server) => <Bytes bytes={server.backlogBytes} />,
  },
];

/** The AAA processes: whether each still reports, and how far behind its accounting is. */
export const AaaCard = ({
  query,
  className,
}: {
  query: UseQueryResult<{ items: ServerView[] }>;
  className: string;
}) => (
  <QueryCard title="AAA processes" query={query} className={className}>
    {({ items }) =>
      items.length === 0 ? (
        <EmptyState icon={<Server />} title="No AAA process has reported yet" className="py-8">
          It reports within seconds of its start, while the database is reachable.
        </EmptyState>
      ) : (
        <SimpleTable label="AAA processes" rows={items} columns={columns} getId={(server) => server.id} />
      )
    }
  </QueryCard>
);
