import { useInfiniteQuery } from '@tanstack/react-query';
import { History, LogIn, Radio } from 'lucide-react';
import { useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import type { AuthLogEntry, CoaRequest } from '#modules/network/radius/contract.ts';
import { outcomeNames } from '#modules/network/radius/rules.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Card } from '#ui/base/card.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Bytes, Duration, RelativeTime } from '#ui/format/values.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { radiusApi, refusalsEveryMs, type SessionView } from './customer-queries.ts';

type AuthEntry = View<typeof AuthLogEntry, 'isp'>;
type Coa = View<typeof CoaRequest, 'isp'>;

const sessionColumns: Column<SessionView>[] = [
  {
    id: 'started',
    header: 'Started',
    cell: (row) => <RelativeTime at={row.startedAt} />,
    text: (row) => row.startedAt,
    width: 120,
    fixed: true,
  },
  {
    id: 'length',
    header: 'For',
    cell: (row) => (row.stoppedAt ? <Duration seconds={row.sessionSeconds} /> : <Duration since={row.startedAt} />),
    text: (row) => row.sessionSeconds,
    width: 100,
  },
  {
    id: 'address',
    header: 'Address',
    cell: (row) => <Mono>{row.framedIpAddress ?? '—'}</Mono>,
    text: (row) => row.framedIpAddress,
    width: 140,
  },
  {
    id: 'nas',
    header: 'NAS · port',
    cell: (row) => [row.nasName, row.nasPortId].filter(Boolean).join(' · '),
    text: (row) => row.nasName,
  },
  {
    id: 'mac',
    header: 'MAC',
    cell: (row) => <Mono>{row.callingStationId}</Mono>,
    text: (row) => row.callingStationId,
    width: 160,
  },
  {
    id: 'down',
    header: 'Down',
    align: 'end',
    cell: (row) => <Bytes bytes={row.downloadBytes} />,
    text: (row) => row.downloadBytes,
    width: 100,
  },
  {
    id: 'up',
    header: 'Up',
    align: 'end',
    cell: (row) => <Bytes bytes={row.uploadBytes} />,
    text: (row) => row.uploadBytes,
    width: 100,
  },
  { id: 'cause', header: 'Ended by', cell: (row) => row.terminateCause, text: (row) => row.terminateCause, width: 150 },
];
const idOf = (row: { id: string }) => row.id;

export function Sessions({ customerId }: { customerId: string }) {
  const [which, setWhich] = useState<'true' | 'false'>('false');
  const query = useInfiniteQuery(
    radiusApi.listSessions.infiniteOptions({
      input: (cursor: string | undefined) => ({ customerId, live: which, cursor, limit: 10 }),
      ...keyset,
    }),
  );
  return (
    <Card
      title="Sessions"
      className="lg:col-span-12"
      flush
      aside={
        <Segmented
          label="Which sessions"
          value={which}
          onChange={setWhich}
          options={[
            { value: 'true', label: 'Live' },
            { value: 'false', label: 'Past' },
          ]}
        />
      }
    >
      <DataTable
        name="customer-sessions"
        label="Sessions"
        height="auto"
        query={query}
        columns={sessionColumns}
        getId={idOf}
        empty={
          <EmptyState icon={<Radio />} title={which === 'true' ? 'Not online' : 'No past sessions'} className="py-6" />
        }
      />
    </Card>
  );
}

const authColumns: Column<AuthEntry>[] = [
  {
    id: 'at',
    header: 'When',
    cell: (row) => <RelativeTime at={row.at} />,
    text: (row) => row.at,
    width: 120,
    fixed: true,
  },
  {
    id: 'result',
    header: 'Result',
    cell: (row) => <Chip tone={row.accepted ? 'ok' : 'bad'}>{row.accepted ? 'Accepted' : 'Refused'}</Chip>,
    text: (row) => (row.accepted ? 'accepted' : 'refused'),
    width: 100,
  },
  { id: 'reason', header: 'Why', cell: (row) => row.reason, text: (row) => row.reason },
  { id: 'nas', header: 'NAS', cell: (row) => row.nasName, text: (row) => row.nasName, width: 120 },
  {
    id: 'mac',
    header: 'MAC',
    cell: (row) => <Mono>{row.callingStationId}</Mono>,
    text: (row) => row.callingStationId,
    width: 160,
  },
];

/** Why was a login refused? */
export function AuthLog({ customerId }: { customerId: string }) {
  const [which, setWhich] = useState<'all' | 'refused'>('all');
  const query = useInfiniteQuery({
    ...radiusApi.authLog.infiniteOptions({
      input: (cursor: string | undefined) => ({
        customerId,
        ...(which === 'refused' ? { accepted: 'false' } : {}),
        cursor,
        limit: 10,
      }),
      ...keyset,
    }),
    refetchInterval: refusalsEveryMs,
  });
  return (
    <Card
      title="Logins"
      className="lg:col-span-7"
      flush
      aside={
        <Segmented
          label="Which logins"
          value={which}
          onChange={setWhich}
          options={[
            { value: 'all', label: 'All' },
            { value: 'refused', label: 'Refused' },
          ]}
        />
      }
    >
      <DataTable
        name="customer-logins"
        label="Logins"
        height="auto"
        query={query}
        columns={authColumns}
        getId={idOf}
        empty={
          <EmptyState
            icon={<LogIn />}
            title={which === 'refused' ? 'No login was refused' : 'Never tried to log in'}
            className="py-6"
          />
        }
      />
    </Card>
  );
}

const coaTones = { pending: 'info', ack: 'ok', nak: 'bad', timeout: 'bad', no_session: 'neutral' } as const;
const coaColumns: Column<Coa>[] = [
  {
    id: 'at',
    header: 'When',
    cell: (row) => <RelativeTime at={row.requestedAt} />,
    text: (row) => row.requestedAt,
    width: 115,
    fixed: true,
  },
  {
    id: 'kind',
    header: 'Asked',
    cell: (row) => (row.kind === 'disconnect' ? 'Disconnect' : 'Change speed'),
    text: (row) => row.kind,
    width: 120,
  },
  {
    id: 'outcome',
    header: 'Answer',
    cell: (row) => (
      <span className="flex items-center gap-1.5" title={row.errorCauseText ?? undefined}>
        <Chip tone={coaTones[row.outcome]}>{outcomeNames[row.outcome]}</Chip>
        {row.errorCauseText && <span className="truncate text-sm text-ink-3">{row.errorCauseText}</span>}
      </span>
    ),
    text: (row) => [row.outcome, row.errorCauseText].filter(Boolean).join(': '),
  },
];

export function CoaRequests({ customerId }: { customerId: string }) {
  const query = useInfiniteQuery(
    radiusApi.listCoa.infiniteOptions({
      input: (cursor: string | undefined) => ({ customerId, cursor, limit: 10 }),
      ...keyset,
    }),
  );
  return (
    <Card title="Requests to the router" className="lg:col-span-5" flush>
      <DataTable
        name="customer-coa"
        label="CoA and Disconnect requests"
        height="auto"
        query={query}
        columns={coaColumns}
        getId={idOf}
        empty={
          <EmptyState icon={<History />} title="None were sent" className="py-6">
            Suspending, changing the plan and disconnecting send one.
          </EmptyState>
        }
      />
    </Card>
  );
}
