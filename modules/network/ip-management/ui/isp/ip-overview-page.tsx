import { useQuery } from '@tanstack/react-query';
import { Globe } from 'lucide-react';
import type { View } from '#kernel/contract/fields.ts';
import { NetboxCard } from '#modules/network/netbox/ui/isp/netbox-card.tsx';
import { StatusChip } from '#ui/base/badge.tsx';
import { ButtonLink } from '#ui/base/button.tsx';
import { Grid } from '#ui/base/card.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { Meter } from '#ui/base/meter.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { NumberText, Percent, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { SimpleTable } from '#ui/table/simple-table.tsx';
import type { IpOverview, lifecycles } from '../../resources.ts';
import { alarmTones, ipApi as api, Fill, lifecycleTones, type PoolView, Size, typeNames } from './pool-values.tsx';
import { Whose } from './reservation-columns.tsx';

type Overview = View<typeof IpOverview, 'isp'>;
const overviewOptions = () => api.overview.queryOptions({ input: {} });
const latestOptions = () => api.listReservations.queryOptions({ input: { sort: 'changed', limit: 12 } });

export const loader = ({ queryClient }: LoaderContext) =>
  Promise.all([queryClient.prefetchQuery(overviewOptions()), queryClient.prefetchQuery(latestOptions())]);

const NoPools = () => (
  <EmptyState
    icon={<Globe />}
    title="No address pools yet"
    className="py-6"
    action={
      <ButtonLink to="/dashboard/network/ip-pools?dialog=new" variant="primary">
        New pool
      </ButtonLink>
    }
  >
    A pool is a range that subscribers receive fixed addresses or prefixes from.
  </EmptyState>
);

const PoolLink = ({ pool }: { pool: PoolView }) => (
  <Link to={`/dashboard/network/ip-pools/${pool.id}`} className="text-brand-text hover:underline">
    {pool.name}
  </Link>
);

function Lines({ data, problem }: { data: Overview | undefined; problem: string | undefined }) {
  const number = (value: number | undefined) => value !== undefined && <NumberText value={value} />;
  const figures = [
    { label: 'Dual-stack lines', value: data?.dualStack, source: 'hold IPv4 and IPv6' },
    { label: 'IPv4 only', value: data?.ipv4Only, source: 'hold no IPv6' },
    { label: 'IPv6 only', value: data?.ipv6Only, source: 'hold no IPv4' },
    { label: 'Delegated prefixes', value: data?.delegatedPrefixes, source: 'held by lines' },
  ];
  return (
    <div className="mb-4 grid grid-cols-2 gap-4 lg:grid-cols-4">
      {figures.map(({ label, value, source }) => (
        <StatCard key={label} label={label} value={number(value) || undefined} source={source} problem={problem} />
      ))}
    </div>
  );
}

const Types = ({ data }: { data: Overview }) =>
  data.types.length === 0 ? (
    <NoPools />
  ) : (
    <SimpleTable
      label="Address space by type"
      rows={data.types}
      getId={(type) => type.type}
      columns={[
        {
          id: 'type',
          header: 'Type',
          cell: (type) => (
            <Link to={`/dashboard/network/ip-pools?type=${type.type}`} className="text-brand-text hover:underline">
              {typeNames[type.type]}
            </Link>
          ),
        },
        { id: 'pools', header: 'Pools', align: 'end', cell: (type) => <NumberText value={type.pools} /> },
        { id: 'size', header: 'Size', align: 'end', cell: (type) => <Size value={type.size} /> },
        { id: 'assigned', header: 'In use', align: 'end', cell: (type) => <NumberText value={type.assigned} /> },
        { id: 'resting', header: 'Resting', align: 'end', cell: (type) => <NumberText value={type.resting} /> },
        {
          id: 'fill',
          header: 'Use',
          cell: (type) => {
            const share = type.size === 0 ? 0 : type.assigned / type.size;
            return (
              <span className="flex items-center gap-2">
                <Meter share={share} label={`${typeNames[type.type]} in use`} className="w-16" />
                <Percent share={share} digits={1} />
              </span>
            );
          },
        },
      ]}
    />
  );

const Alarming = ({ data }: { data: Overview }) =>
  data.alarming.length === 0 ? (
    <p className="text-ink-3">No pool is above its thresholds.</p>
  ) : (
    <SimpleTable
      label="Pools above a threshold"
      rows={data.alarming}
      getId={(pool) => pool.id}
      columns={[
        { id: 'pool', header: 'Pool', cell: (pool) => <PoolLink pool={pool} /> },
        { id: 'alarm', header: 'Threshold', cell: (pool) => <StatusChip status={pool.alarm} tones={alarmTones} /> },
        { id: 'fill', header: 'In use', cell: (pool) => <Fill pool={pool} /> },
        { id: 'free', header: 'Free', align: 'end', cell: (pool) => <Size value={pool.available} /> },
      ]}
    />
  );

const Fullest = ({ data }: { data: Overview }) =>
  data.fullest.length === 0 ? (
    <p className="text-ink-3">No address has been given out yet.</p>
  ) : (
    <SimpleTable
      label="Fullest pools"
      rows={data.fullest}
      getId={(pool) => pool.id}
      columns={[
        { id: 'pool', header: 'Pool', cell: (pool) => <PoolLink pool={pool} /> },
        { id: 'cidr', header: 'Range', cell: (pool) => <Mono>{pool.cidr}</Mono> },
        { id: 'fill', header: 'In use', cell: (pool) => <Fill pool={pool} /> },
      ]}
    />
  );

type Stage = (typeof lifecycles)[number];
/** Both families side by side, only where there is something. */
function Stages({ data }: { data: Overview }) {
  const stages = [...new Set(data.lifecycles.map((row) => row.lifecycle))];
  const count = (family: 'ipv4' | 'ipv6', stage: Stage) =>
    data.lifecycles.find((row) => row.family === family && row.lifecycle === stage)?.addresses ?? 0;
  if (stages.length === 0) return <p className="text-ink-3">Nothing is reserved.</p>;
  return (
    <SimpleTable
      label="Addresses by lifecycle"
      rows={stages.map((stage) => ({ stage }))}
      getId={({ stage }) => stage}
      columns={[
        {
          id: 'stage',
          header: 'Lifecycle',
          cell: ({ stage }) => (
            <Link to={`/dashboard/network/ip-reservations?lifecycle=${stage}`}>
              <StatusChip status={stage} tones={lifecycleTones} />
            </Link>
          ),
        },
        { id: 'v4', header: 'IPv4', align: 'end', cell: ({ stage }) => <NumberText value={count('ipv4', stage)} /> },
        { id: 'v6', header: 'IPv6', align: 'end', cell: ({ stage }) => <NumberText value={count('ipv6', stage)} /> },
      ]}
    />
  );
}

/** All of a provider's address space: how much is left, who holds what, and what has just changed. */
export default function IpOverviewPage() {
  const overview = useQuery(overviewOptions());
  const latest = useQuery(latestOptions());
  useLiveQueries('ip-pools', [api.overview.key(), api.listReservations.key()], { everyMs: 1000 });
  return (
    <PageBody>
      <PageHeader
        title="IP addresses"
        actions={
          <>
            <ButtonLink to="/dashboard/network/ip-reservations">Reservations</ButtonLink>
            <ButtonLink to="/dashboard/network/ip-pools">Pools</ButtonLink>
          </>
        }
      />
      <Lines data={overview.data} problem={overview.isError && !overview.data ? 'Not available' : undefined} />
      <Grid>
        <QueryCard title="Address space" query={overview} className="lg:col-span-7">
          {(data) => <Types data={data} />}
        </QueryCard>
        <QueryCard title="Thresholds crossed" query={overview} className="lg:col-span-5">
          {(data) => <Alarming data={data} />}
        </QueryCard>
        <QueryCard title="Fullest pools" query={overview} className="lg:col-span-7">
          {(data) => <Fullest data={data} />}
        </QueryCard>
        <QueryCard
          title="By lifecycle"
          query={overview}
          className="lg:col-span-5"
          aside={(data) =>
            data.expiringSoon > 0 && (
              <Link to="/dashboard/network/ip-reservations?temporary=true">
                {data.expiringSoon} {data.expiringSoon === 1 ? 'ends' : 'end'} within a day
              </Link>
            )
          }
        >
          {(data) => <Stages data={data} />}
        </QueryCard>
        <QueryCard title="Latest changes" query={latest} className="lg:col-span-12">
          {({ items }) =>
            items.length === 0 ? (
              <p className="text-ink-3">Nothing has been reserved yet.</p>
            ) : (
              <SimpleTable
                label="Latest changes"
                rows={items}
                getId={(row) => row.id}
                columns={[
                  {
                    id: 'address',
                    header: 'Address',
                    cell: (row) => (
                      <Link
                        to={`/dashboard/network/ip-reservations?open=${row.id}`}
                        className="mono text-brand-text hover:underline"
                      >
                        {row.address}
                      </Link>
                    ),
                  },
                  {
                    id: 'lifecycle',
                    header: 'Lifecycle',
                    cell: (row) => <StatusChip status={row.lifecycle} tones={lifecycleTones} />,
                  },
                  { id: 'pool', header: 'Pool', cell: (row) => row.poolName },
                  { id: 'who', header: 'Customer', cell: (row) => <Whose row={row} /> },
                  { id: 'reason', header: 'For', cell: (row) => row.lifecycleReason || row.reason },
                  { id: 'at', header: 'Changed', align: 'end', cell: (row) => <RelativeTime at={row.changedAt} /> },
                ]}
              />
            )
          }
        </QueryCard>
        <NetboxCard className="lg:col-span-5" />
      </Grid>
    </PageBody>
  );
}
