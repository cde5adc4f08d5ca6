import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { MoreHorizontal, Network } from 'lucide-react';
import { z } from 'zod';
import { Chip, StatusChip } from '#ui/base/badge.tsx';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { CopyText, Mono } from '#ui/base/copy.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { Duration, NumberText, Percent } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { usePageParams, useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { reservationStates } from '../../contract.ts';
import { AssignDialog, ReserveDialog } from './address-dialogs.tsx';
import { AddressGrid } from './address-grid.tsx';
import { EditPoolDialog, MaintenanceDialog, RemovePoolDialog } from './pool-dialogs.tsx';
import { ipApi as api, type PoolView, poolTones, Size, typeNames } from './pool-values.tsx';
import { reservationColumns } from './reservation-columns.tsx';

const NoAddresses = () => (
  <EmptyState icon={<Network />} title="No address in use">
    Subscribers receive addresses when a plan is sold from this pool. Reserve one by name for a server or a BNG.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  state: z.enum(reservationStates).optional(),
  dialog: z.enum(['reserve', 'assign', 'edit', 'maintenance', 'remove']).optional(),
  address: z.string().optional(),
});
const poolOptions = (id: string) => api.getPool.queryOptions({ input: { id } });

export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(poolOptions(params['poolId'] ?? ''));

function Figures({ pool }: { pool: PoolView }) {
  const use = useQuery(api.utilization.queryOptions({ input: { id: pool.id } }));
  const free = useQuery(api.availableIps.queryOptions({ input: { id: pool.id } }));
  const problem = use.isError && !use.data ? 'Not available' : undefined;
  const over = use.data && use.data.percent >= pool.warnAtPercent;
  return (
    <div className="mb-4 grid grid-cols-2 gap-4 lg:grid-cols-4">
      <StatCard
        label="In use"
        value={use.data && <NumberText value={use.data.assigned} />}
        problem={problem}
        source={
          use.data && (
            <span className={over ? 'text-warn-ink' : ''}>
              <Percent share={use.data.percent / 100} digits={1} />, warns at {pool.warnAtPercent}%
            </span>
          )
        }
      />
      <StatCard
        label="Available"
        value={use.data && <Size value={use.data.available} />}
        problem={problem}
        source={
          use.data && (
            <>
              of <Size value={use.data.size} />
            </>
          )
        }
      />
      <StatCard
        label="Resting"
        value={use.data && <NumberText value={use.data.quarantined} />}
        problem={problem}
        source={
          pool.quarantineSeconds > 0 ? (
            <>
              for <Duration seconds={pool.quarantineSeconds} /> after release
            </>
          ) : (
            'no rest after release'
          )
        }
      />
      <StatCard
        label="Next free"
        value={free.data && (free.data.next ? <CopyText text={free.data.next} mono className="text-lg" /> : null)}
        problem={free.isError && !free.data ? 'Not available' : undefined}
        source={free.data && !free.data.next ? 'nothing is free' : undefined}
      />
    </div>
  );
}

const Facts = ({ pool }: { pool: PoolView }) => (
  <Card title="Settings">
    <DescriptionList
      items={[
        { term: 'Range', value: <Mono>{pool.cidr}</Mono> },
        { term: 'Type', value: typeNames[pool.type] },
        { term: 'Gateway', value: pool.gateway && <Mono>{pool.gateway}</Mono> },
        {
          term: 'Hands out',
          value: pool.delegatedLength === null ? 'single addresses' : `/${pool.delegatedLength} prefixes`,
        },
        { term: 'DNS servers', value: pool.dnsServers.length > 0 ? <Mono>{pool.dnsServers.join(', ')}</Mono> : null },
        { term: 'VLAN', value: pool.vlanId },
      ]}
    />
  </Card>
);

const getId = (row: { id: string }) => row.id;

function Addresses({ pool }: { pool: PoolView }) {
  const [filters, setFilters] = useUrlState(url);
  const input = { poolId: pool.id, ...(filters.q ? { q: filters.q } : {}), state: filters.state };
  const query = useInfiniteQuery(
    api.listReservations.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, cursor, limit: 100 }),
      ...keyset,
    }),
  );
  return (
    <Card title="Addresses">
      <DataTable
        name="ip-addresses"
        label={`Addresses of ${pool.name}`}
        query={query}
        columns={reservationColumns}
        getId={getId}
        height="auto"
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            search={{ id: 'q', placeholder: 'Search address or customer' }}
            filters={[
              {
                kind: 'choice',
                id: 'state',
                label: 'State',
                options: [
                  { value: 'assigned', label: 'Assigned', tone: 'ok' },
                  { value: 'reserved', label: 'Reserved', tone: 'info' },
                  { value: 'released', label: 'Released', tone: 'neutral' },
                ],
              },
            ]}
          />
        }
        filtered={isFiltered(filters, ['q', 'state'])}
        onClearFilters={() => setFilters(cleared(['q', 'state']))}
        empty={<NoAddresses />}
        csv={{ page: (cursor) => api.listReservations.call({ ...input, cursor, limit: 200 }) }}
      />
    </Card>
  );
}

export default function IpPoolPage() {
  const { poolId } = usePageParams<{ poolId: string }>();
  const [{ dialog, address }, setUrl] = useUrlState(url);
  const query = useQuery(poolOptions(poolId));
  const write = useCan('network.ip:write');
  useLiveQueries('ip-pools', [api.key()], { only: ({ ids }) => ids['poolId'] === poolId });
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const pool = query.data;
  const close = (open: boolean) => !open && setUrl({ dialog: undefined, address: undefined });
  const show = (name: NonNullable<typeof dialog>) => () => setUrl({ dialog: name }, { push: true });
  const gives =
    write.reason ?? (pool?.status === 'maintenance' ? 'The pool is in maintenance and gives out nothing.' : undefined);
  const assigns = gives ?? (pool?.status === 'depleted' ? 'The pool has no free address.' : undefined);
  return (
    <PageBody>
      <PageHeader
        title={pool?.name ?? null}
        crumb={pool?.name}
        status={
          pool && (
            <>
              <StatusChip status={pool.status} tones={poolTones} />
              {pool.isDefault && <Chip tone="brand">Default</Chip>}
            </>
          )
        }
        subtitle={pool && <Mono>{pool.cidr}</Mono>}
        actions={
          pool && (
            <>
              <Button onClick={show('assign')} reason={assigns}>
                Next free
              </Button>
              <Button variant="primary" onClick={show('reserve')} reason={gives}>
                Reserve address
              </Button>
              <Menu
                trigger={
                  <IconButton label="More">
                    <MoreHorizontal />
                  </IconButton>
                }
                groups={[
                  [
                    { label: 'Change settings', onSelect: show('edit'), reason: write.reason },
                    {
                      label: pool.status === 'maintenance' ? 'Take back into use' : 'Put into maintenance',
                      onSelect: show('maintenance'),
                      reason: write.reason,
                    },
                  ],
                  [{ label: 'Remove pool', danger: true, onSelect: show('remove'), reason: write.reason }],
                ]}
              />
            </>
          )
        }
      />
      {pool && (
        <>
          <Figures pool={pool} />
          <Grid className="mb-4">
            <div className="lg:col-span-8">
              <AddressGrid
                pool={pool}
                onPick={(picked, isFree) =>
                  isFree && !gives
                    ? setUrl({ dialog: 'reserve', address: picked }, { push: true })
                    : setUrl({ q: picked })
                }
              />
            </div>
            <div className="lg:col-span-4">
              <Facts pool={pool} />
            </div>
          </Grid>
          <Addresses pool={pool} />
          <ReserveDialog pool={pool} address={address} open={dialog === 'reserve'} onOpenChange={close} />
          <AssignDialog pool={pool} open={dialog === 'assign'} onOpenChange={close} />
          <EditPoolDialog pool={pool} open={dialog === 'edit'} onOpenChange={close} />
          <MaintenanceDialog pool={pool} open={dialog === 'maintenance'} onOpenChange={close} />
          <RemovePoolDialog pool={pool} open={dialog === 'remove'} onOpenChange={close} />
        </>
      )}
    </PageBody>
  );
}
