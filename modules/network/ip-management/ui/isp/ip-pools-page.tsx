import { useInfiniteQuery } from '@tanstack/react-query';
import { Globe, Plus } from 'lucide-react';
import { z } from 'zod';
import { Chip, StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { NumberText } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { alarmLevels, families, poolPurposes, poolStatuses, poolTypes } from '../../resources.ts';
import { CreatePoolDialog } from './pool-dialogs.tsx';
import {
  alarmTones,
  ipApi as api,
  Fill,
  familyOptions,
  type PoolView,
  poolTones,
  purposeNames,
  purposeOptions,
  Size,
  typeNames,
  typeOptions,
} from './pool-values.tsx';

const NoPools = ({ onCreate, reason }: { onCreate: () => void; reason: string | undefined }) => (
  <EmptyState
    icon={<Globe />}
    title="No address pools yet"
    action={
      <Button variant="primary" onClick={onCreate} reason={reason}>
        New pool
      </Button>
    }
  >
    A pool is a range that subscribers receive fixed addresses or prefixes from. Without one, the BNG gives addresses of
    its own.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  type: z.enum(poolTypes).optional(),
  family: z.enum(families).optional(),
  status: z.enum(poolStatuses).optional(),
  purpose: z.enum(poolPurposes).optional(),
  alarm: z.enum(alarmLevels).optional(),
  dialog: z.enum(['new']).optional(),
});
const asked = ({ q, dialog: _, ...filters }: z.infer<typeof url>) => ({ ...filters, ...(q ? { q } : {}) });
const listOptions = (values: z.infer<typeof url>) =>
  api.listPools.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...asked(values), cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

const columns: Column<PoolView>[] = [
  {
    id: 'name',
    header: 'Pool',
    cell: (row) => (
      <span className="flex min-w-0 items-center gap-2">
        <span className="truncate">{row.name}</span>
        {row.isDefault && <Chip tone="brand">Default</Chip>}
        {row.vrf && <Chip>VRF {row.vrf}</Chip>}
      </span>
    ),
    text: (row) => row.name,
    fixed: true,
  },
  { id: 'cidr', header: 'Range', cell: (row) => <Mono>{row.cidr}</Mono>, text: (row) => row.cidr, width: 180 },
  { id: 'type', header: 'Type', cell: (row) => typeNames[row.type], text: (row) => row.type, width: 190 },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => <StatusChip status={row.status} tones={poolTones} />,
    text: (row) => row.status,
    width: 120,
  },
  {
    id: 'purpose',
    header: 'Purpose',
    cell: (row) => purposeNames[row.purpose],
    text: (row) => row.purpose,
    width: 140,
    hidden: true,
  },
  {
    id: 'used',
    header: 'In use',
    cell: (row) => <Fill pool={row} />,
    text: (row) => row.assigned / row.size,
    width: 180,
  },
  {
    id: 'alarm',
    header: 'Threshold',
    cell: (row) =>
      row.alarm === 'none' ? (
        <span className="text-ink-3">—</span>
      ) : (
        <StatusChip status={row.alarm} tones={alarmTones} />
      ),
    text: (row) => row.alarm,
    width: 110,
    hidden: true,
  },
  {
    id: 'assigned',
    header: 'Assigned',
    align: 'end',
    cell: (row) => <NumberText value={row.assigned} />,
    text: (row) => row.assigned,
    width: 100,
    hidden: true,
  },
  {
    id: 'available',
    header: 'Available',
    align: 'end',
    cell: (row) => <Size value={row.available} />,
    text: (row) => row.available,
    width: 150,
  },
  { id: 'vlan', header: 'VLAN', align: 'end', cell: (row) => row.vlanId ?? '—', text: (row) => row.vlanId, width: 80 },
  {
    id: 'gateway',
    header: 'Gateway',
    cell: (row) => <Mono>{row.gateway ?? '—'}</Mono>,
    text: (row) => row.gateway,
    width: 150,
    hidden: true,
  },
];
const filterKeys = ['q', 'type', 'family', 'status', 'purpose', 'alarm'] as const;
const getId = (row: PoolView) => row.id;
const rowHref = (row: PoolView) => `/dashboard/network/ip-pools/${row.id}`;

export default function IpPoolsPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  const write = useCan('network.ip:write');
  useLiveQueries('ip-pools', [api.listPools.key()]);
  const open = () => setFilters({ dialog: 'new' }, { push: true });
  return (
    <PageBody wide>
      <PageHeader
        title="IP pools"
        actions={
          <Button variant="primary" icon={<Plus />} onClick={open} reason={write.reason}>
            New pool
          </Button>
        }
      />
      <DataTable
        name="ip-pools"
        label="IP pools"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            search={{ id: 'q', placeholder: 'Search name or range' }}
            views="ip-pools"
            filters={[
              { kind: 'choice', id: 'family', label: 'Family', options: familyOptions },
              { kind: 'choice', id: 'type', label: 'Type', options: typeOptions },
              {
                kind: 'choice',
                id: 'status',
                label: 'Status',
                options: [
                  { value: 'active', label: 'Active', tone: 'ok' },
                  { value: 'depleted', label: 'Depleted', tone: 'bad' },
                  { value: 'reserved', label: 'Kept for later', tone: 'neutral' },
                  { value: 'maintenance', label: 'Maintenance', tone: 'warn' },
                ],
              },
              { kind: 'choice', id: 'purpose', label: 'Purpose', options: purposeOptions },
              {
                kind: 'choice',
                id: 'alarm',
                label: 'Threshold',
                options: [
                  { value: 'critical', label: 'Nearly full', tone: 'bad' },
                  { value: 'warning', label: 'Filling', tone: 'warn' },
                  { value: 'none', label: 'Below thresholds', tone: 'neutral' },
                ],
              },
            ]}
          />
        }
        filtered={isFiltered(filters, filterKeys)}
        onClearFilters={() => setFilters(cleared(filterKeys))}
        empty={<NoPools onCreate={open} reason={write.reason} />}
        csv={{
          page: (cursor) => api.listPools.call({ ...asked(filters), cursor, limit: 200 }),
        }}
      />
      <CreatePoolDialog
        open={filters.dialog === 'new'}
        onOpenChange={(isOpen) => !isOpen && setFilters({ dialog: undefined })}
      />
    </PageBody>
  );
}
