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
import { lifecycles, reservationStates } from '../../resources.ts';
import { whyNotGive } from '../../rules.ts';
import { AssignDialog, ReserveDialog } from './address-dialogs.tsx';
import { AddressGrid } from './address-grid.tsx';
import { AddressSheet } from './address-sheet.tsx';
import { BulkRelease } from './bulk-release.tsx';
import { EditPoolDialog, MaintenanceDialog, RemovePoolDialog } from './pool-dialogs.tsx';
import {
  alarmTones,
  ipApi as api,
  lifecycleOptions,
  type PoolView,
  poolTones,
  purposeNames,
  type ReservationView,
  Size,
  stateOptions,
  typeNames,
} from './pool-values.tsx';
import { RangeDialog } from './range-dialog.tsx';
import { reservationColumns } from './reservation-columns.tsx';

const NoAddresses = () => (
  <EmptyState icon={<Network />} title="No address in use">
    Subscribers receive addresses when a plan is sold from this pool. Reserve one by name for a server or a BNG.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  state: z.enum(reservationStates).optional(),
  lifecycle: z.enum(lifecycles).optional(),
  dialog: z.enum(['reserve', 'assign', 'range', 'edit', 'maintenance', 'remove']).optional(),
  /** Open beside the map. */
  address: z.string().optional(),
  /** The part of the map that is shown. */
  from: z.coerce.number().int().min(0).optional(),
  span: z.coerce.number().int().min(1).optional(),
});
const poolOptions = (id: string) => api.getPool.queryOptions({ input: { id } });

export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(poolOptions(params['poolId'] ?? ''));

function Figures({ pool }: { pool: PoolView }) {
  const use = useQuery(api.utilization.queryOptions({ input: { id: pool.id } }));
  const free = useQuery(api.availableIps.queryOptions({ input: { id: pool.id } }));
  const problem = use.isError && !use.data ? 'Not available' : undefined;
  const over = pool.alarm !== 'none';
  return (
    <div className="mb-4 grid grid-cols-2 gap-4 lg:grid-cols-4">
      <StatCard
        label="In use"
        value={use.data && <NumberText value={use.data.assigned} />}
        problem={problem}
        source={
          use.data && (
            <span className={over ? 'text-warn-ink' : ''}>
              <Percent share={use.data.percent / 100} digits={1} />, warns at {pool.warnAtPercent}% and{' '}
              {pool.criticalAtPercent}%
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
        { term: 'VRF', value: pool.vrf ? <Mono>{pool.vrf}</Mono> : 'global table' },
        { term: 'Purpose', value: purposeNames[pool.purpose] },
        {
          term: 'Gives',
          value:
            [pool.autoAssign && 'the next free', pool.allowManual && 'by name'].filter(Boolean).join(' and ') ||
            'nothing',
        },
        { term: 'Notes', value: pool.notes || null, hideEmpty: true },
      ]}
    />
  </Card>
);

const getId = (row: ReservationView) => row.id;
const rowHref = (row: ReservationView) =>
  `/dashboard/network/ip-pools/${row.poolId}?address=${encodeURIComponent(row.address)}`;
const filterKeys = ['q', 'state', 'lifecycle'] as const;

function Addresses({ pool }: { pool: PoolView }) {
  const [filters, setFilters] = useUrlState(url);
  const { q, state, lifecycle } = filters;
  const input = { poolId: pool.id, ...(q ? { q } : {}), state, lifecycle };
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
        rowHref={rowHref}
        height="auto"
        bulkActions={(rows, clear) => <BulkRelease rows={rows} onDone={clear} />}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            search={{ id: 'q', placeholder: 'Search address or customer' }}
            filters={[
              { kind: 'choice', id: 'state', label: 'State', options: stateOptions },
              { kind: 'choice', id: 'lifecycle', label: 'Lifecycle', options: lifecycleOptions },
            ]}
          />
        }
        filtered={isFiltered(filters, filterKeys)}
        onClearFilters={() => setFilters(cleared(filterKeys))}
        empty={<NoAddresses />}
        csv={{ page: (cursor) => api.listReservations.call({ ...input, cursor, limit: 200 }) }}
      />
    </Card>
  );
}

export default function IpPoolPage() {
  const { poolId } = usePageParams<{ poolId: string }>();
  const [{ dialog, address, from, span }, setUrl] = useUrlState(url);
  const query = useQuery(poolOptions(poolId));
  const write = useCan('network.ip:write');
  useLiveQueries('ip-pools', [api.key()], { only: ({ ids }) => ids['poolId'] === poolId, everyMs: 500 });
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const pool = query.data;
  const close = (open: boolean) => !open && setUrl({ dialog: undefined });
  const show = (name: NonNullable<typeof dialog>) => () => setUrl({ dialog: name }, { push: true });
  const gives = write.reason ?? ((pool && whyNotGive(pool, 'manual')) || undefined);
  const isEmpty = pool?.available === 0 ? 'The pool has no free address.' : undefined;
  const assigns = write.reason ?? ((pool && whyNotGive(pool, 'auto')) || undefined) ?? isEmpty;
  return (
    <PageBody>
      <PageHeader
        title={pool?.name ?? null}
        crumb={pool?.name}
        status={
          pool && (
            <>
              <StatusChip status={pool.status} tones={poolTones} />
              {pool.alarm !== 'none' && <StatusChip status={pool.alarm} tones={alarmTones} />}
              {pool.isDefault && <Chip tone="brand">Default</Chip>}
              {pool.vrf && <Chip>VRF {pool.vrf}</Chip>}
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
              <Button onClick={show('range')} reason={write.reason ?? isEmpty}>
                Reserve several
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
                key={`${from ?? 'whole'} ${span ?? ''}`}
                pool={pool}
                part={span === undefined ? undefined : { from: from ?? 0, span }}
                onPart={(part) => setUrl({ from: part?.from, span: part?.span }, { push: true })}
                onPick={(picked) => setUrl({ address: picked }, { push: true })}
              />
            </div>
            <div className="lg:col-span-4">
              <Facts pool={pool} />
            </div>
          </Grid>
          <Addresses pool={pool} />
          <AddressSheet pool={pool} address={address} onClose={() => setUrl({ address: undefined })} />
          <ReserveDialog pool={pool} address={undefined} open={dialog === 'reserve'} onOpenChange={close} />
          <RangeDialog pool={pool} open={dialog === 'range'} onOpenChange={close} />
          <AssignDialog pool={pool} open={dialog === 'assign'} onOpenChange={close} />
          <EditPoolDialog pool={pool} open={dialog === 'edit'} onOpenChange={close} />
          <MaintenanceDialog pool={pool} open={dialog === 'maintenance'} onOpenChange={close} />
          <RemovePoolDialog pool={pool} open={dialog === 'remove'} onOpenChange={close} />
        </>
      )}
    </PageBody>
  );
}
