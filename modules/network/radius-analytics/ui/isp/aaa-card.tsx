import type { UseQueryResult } from '@tanstack/react-query';
import { Server } from 'lucide-react';
import type { View } from '#kernel/contract/fields.ts';
import type { RadiusServer } from '#modules/network/radius/contract.ts';
import { Badge } from '#ui/base/badge.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { Bytes, Duration, NumberText, RelativeTime, useNow } from '#ui/format/values.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { serverSign } from './server-signs.ts';

export type ServerView = View<typeof RadiusServer, 'isp'>;

function Sign({ server }: { server: ServerView }) {
  const { tone, label } = serverSign(server, useNow());
  return <Badge tone={tone}>{label}</Badge>;
}

/** By class of the customer, as they were let wait: those that can wait best went first. */
function Shed({ server }: { server: ServerView }) {
  const { shedEmergency, shedBusiness, shedStandard, shedUnknown, shedAccounting, systemDrops } = server;
  const parts: [string, number][] = [
    ['emergency logins', shedEmergency],
    ['business logins', shedBusiness],
    ['other logins', shedStandard],
    ['logins with a name nobody has', shedUnknown],
    ['accounting requests, sent again by their NAS', shedAccounting],
    ['packets by the operating system', systemDrops],
  ];
  const all = parts.reduce((sum, [, dropped]) => sum + dropped, 0);
  if (all === 0) return <NumberText value={0} />;
  const tip = parts
    .filter(([, dropped]) => dropped > 0)
    .map(([what, dropped]) => `${dropped} ${what}`)
    .join(', ');
  return (
    <Tooltip tip={tip}>
      <span className="text-warn-ink">
        <NumberText value={all} />
      </span>
    </Tooltip>
  );
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
    id: 'delay',
    header: 'Longest wait',
    align: 'end',
    cell: (server) => <NumberText value={server.queueDelayMs} unit="ms" />,
  },
  { id: 'shed', header: 'Dropped since start', align: 'end', cell: (server) => <Shed server={server} /> },
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
