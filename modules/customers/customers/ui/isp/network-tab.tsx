import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { History, KeyRound, LogIn, Network, Radio } from 'lucide-react';
import { useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import type { AuthLogEntry, CoaRequest, RadiusAccount } from '#modules/network/radius/contract.ts';
import { accountStateNames, outcomeNames } from '#modules/network/radius/rules.ts';
import { Chip, StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { CopyText, Mono } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Bps, Bytes, Duration, RelativeTime } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { addressesApi, radiusApi, type SessionView, useLogins, useSubscriptions } from './customer-queries.ts';
import { RevealPassword } from './reveal-password.tsx';
import { UsageCard } from './usage-card.tsx';

type Login = View<typeof RadiusAccount, 'isp'>;
type AuthEntry = View<typeof AuthLogEntry, 'isp'>;
type Coa = View<typeof CoaRequest, 'isp'>;

export const NetworkTab = ({ customerId }: { customerId: string }) => (
  <Grid>
    <ConnectionCard customerId={customerId} className="lg:col-span-4" />
    <LoginsCard customerId={customerId} className="lg:col-span-4" />
    <AddressesCard customerId={customerId} className="lg:col-span-4" />
    <UsageCard customerId={customerId} className="lg:col-span-12" />
    <Sessions customerId={customerId} />
    <AuthLog customerId={customerId} />
    <CoaRequests customerId={customerId} />
  </Grid>
);

function LoginsCard({ customerId, className }: { customerId: string; className: string }) {
  const logins = useLogins(customerId);
  const reveal = useCan('network.radius-password:read');
  const [asked, setAsked] = useState<Login | undefined>();
  return (
    <>
      <QueryCard title="RADIUS login" query={logins} className={className}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<KeyRound />} title="No login" className="py-6">
              Provisioning makes one when a plan is sold.
            </EmptyState>
          ) : (
            items.map((login) => (
              <div key={login.id} className="border-t border-line py-2 first:border-t-0 first:pt-0">
                <DescriptionList
                  items={[
                    { term: 'Username', value: <CopyText text={login.username} mono /> },
                    {
                      term: 'State',
                      value: (
                        <StatusChip
                          status={login.state}
                          tones={{
                            active: ['ok', accountStateNames.active],
                            suspended: ['warn', accountStateNames.suspended],
                            disabled: ['neutral', accountStateNames.disabled],
                          }}
                        />
                      ),
                    },
                    { term: 'Refused with', value: login.rejectMessage, hideEmpty: true },
                    {
                      term: 'Speed',
                      value: (
                        <>
                          <Bps bps={login.downloadKbps * 1000} /> / <Bps bps={login.uploadKbps * 1000} />
                        </>
                      ),
                    },
                    { term: 'Sessions at once', value: login.simultaneousUse },
                  ]}
                />
                <Button size="sm" className="mt-2" reason={reveal.reason} onClick={() => setAsked(login)}>
                  Show password
                </Button>
              </div>
            ))
          )
        }
      </QueryCard>
      <RevealPassword login={asked} open={asked !== undefined} onOpenChange={(open) => !open && setAsked(undefined)} />
    </>
  );
}

/** Addresses of the subscriptions that hold any. */
function AddressesCard({ customerId, className }: { customerId: string; className: string }) {
  const subscriptions = useSubscriptions(customerId);
  const holding = subscriptions.data?.items.filter(({ status }) => status !== 'cancelled' && status !== 'failed') ?? [];
  const held = useQueries({
    queries: holding.map(({ id }) => addressesApi.ofSubscriber.queryOptions({ input: { id } })),
    combine: (all) => ({
      isError: all.some((query) => query.isError),
      error: all.find((query) => query.isError)?.error,
      data: all.every((query) => query.data) ? all.flatMap((query) => query.data?.items ?? []) : undefined,
      refetch: () => Promise.all(all.map((query) => query.refetch())),
    }),
  });
  return (
    <QueryCard
      title="Addresses"
      query={subscriptions.data ? held : { ...subscriptions, data: undefined }}
      className={className}
    >
      {(items) =>
        items.length === 0 ? (
          <EmptyState icon={<Network />} title="No addresses" className="py-6">
            They come from a pool when a plan is sold.
          </EmptyState>
        ) : (
          <DescriptionList
            items={items.map((reservation) => ({
              term: (
                <>
                  {reservation.poolName} {reservation.state !== 'assigned' && <Chip>{reservation.state}</Chip>}
                </>
              ),
              value: <CopyText text={reservation.address} mono />,
            }))}
          />
        )
      }
    </QueryCard>
  );
}

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

function Sessions({ customerId }: { customerId: string }) {
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
function AuthLog({ customerId }: { customerId: string }) {
  const [which, setWhich] = useState<'all' | 'refused'>('all');
  const query = useInfiniteQuery(
    radiusApi.authLog.infiniteOptions({
      input: (cursor: string | undefined) => ({
        customerId,
        ...(which === 'refused' ? { accepted: 'false' } : {}),
        cursor,
        limit: 10,
      }),
      ...keyset,
    }),
  );
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

function CoaRequests({ customerId }: { customerId: string }) {
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
