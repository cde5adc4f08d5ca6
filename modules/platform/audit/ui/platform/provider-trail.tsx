import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { StatusChip } from '#ui/base/badge.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { audit, type TrailEntry } from '../../contract.ts';
import { outcomeTones } from '../trail.tsx';
import { outcomeFilter } from '../trail-filters.ts';

const api = clientFor(audit, 'platform');
type Row = View<typeof TrailEntry, 'platform'>;

export const providerTrailUrl = z.object({
  q: z.string().default(''),
  outcome: z.enum(['ok', 'refused']).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  providerId: z.uuid().optional(),
});
export type ProviderTrailFilters = z.infer<typeof providerTrailUrl>;
const keys = ['q', 'outcome', 'from', 'to', 'providerId'] as const;

/** Days are whole, in UTC: providers live in many zones. */
function trailInput(
  { q, outcome, from, to, providerId }: ProviderTrailFilters,
  cursor: string | undefined,
  limit: number,
) {
  const next = to && Temporal.PlainDate.from(to).add({ days: 1 }).toString();
  return {
    ...(q ? { q } : {}),
    outcome,
    providerId,
    ...(from ? { from: `${from}T00:00:00Z` } : {}),
    ...(next ? { to: `${next}T00:00:00Z` } : {}),
    cursor,
    limit,
  };
}

const provider: Column<Row> = {
  id: 'provider',
  header: 'Provider',
  cell: (row) => (
    <Link to={`/dashboard/platform-admin/tenants/${row.providerId}`} className="hover:underline">
      {row.providerName}
    </Link>
  ),
  text: (row) => row.providerName,
  width: 170,
};
const others: Column<Row>[] = [
  {
    id: 'at',
    header: 'When',
    cell: (row) => <RelativeTime at={row.at} />,
    text: (row) => row.at,
    fixed: true,
    width: 130,
  },
  {
    id: 'actor',
    header: 'Who',
    cell: (row) => row.actorName || <span className="text-ink-3">A subscriber</span>,
    text: (row) => row.actorName,
    width: 180,
  },
  {
    id: 'operation',
    header: 'Operation',
    cell: (row) => <Mono>{row.operation}</Mono>,
    text: (row) => row.operation,
    width: 240,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: (row) => <StatusChip status={row.outcome} tones={outcomeTones} />,
    text: (row) => row.outcome,
    width: 110,
  },
  {
    id: 'subject',
    header: 'About',
    cell: (row) => row.subjectType ?? '—',
    text: (row) => row.subjectType ?? '',
    width: 130,
  },
  {
    id: 'subjectId',
    header: 'Record',
    cell: (row) => <Mono>{row.subjectId ?? ''}</Mono>,
    text: (row) => row.subjectId ?? '',
  },
];
const withProvider = [...others.slice(0, 1), provider, ...others.slice(1)];
const getId = (row: Row) => row.id;

const Nothing = () => (
  <EmptyState icon={<ScrollText />} title="Nothing on record">
    What staff of the providers do is listed here: who, what and with what result. What it was about stays with them.
  </EmptyState>
);

interface ProviderTrailProps {
  filters: ProviderTrailFilters;
  onFilters: (patch: Partial<ProviderTrailFilters>) => void;
  /** Only this provider's. */
  only?: string;
}
export function ProviderTrail({ filters, onFilters, only }: ProviderTrailProps) {
  const asked = only ? { ...filters, providerId: only } : filters;
  const query = useInfiniteQuery({
    ...api.trail.infiniteOptions({ input: (cursor: string | undefined) => trailInput(asked, cursor, 100), ...keyset }),
    refetchInterval: 30_000,
  });
  return (
    <DataTable
      name={only ? 'provider-activity' : 'provider-trail'}
      label="Audit of providers"
      query={query}
      columns={only ? others : withProvider}
      getId={getId}
      filters={
        <FilterBar
          values={filters}
          onChange={onFilters}
          search={{ id: 'q', placeholder: 'Person, operation, request' }}
          filters={[outcomeFilter, { kind: 'days', label: 'Days', from: 'from', to: 'to' }]}
        />
      }
      filtered={isFiltered(filters, keys)}
      onClearFilters={() => onFilters(cleared(keys))}
      empty={<Nothing />}
      csv={{ page: (cursor) => api.trail.call(trailInput(asked, cursor, 200)) }}
    />
  );
}
