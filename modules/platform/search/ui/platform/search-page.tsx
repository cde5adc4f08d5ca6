import { useQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Card } from '#ui/base/card.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { SearchInput } from '#ui/base/input.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { Link, useUrlState } from '#ui/page/url.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { crossSearch, type Found, type foundKinds } from '../../contract.ts';

const api = clientFor(crossSearch, 'platform');
type Row = View<typeof Found, 'platform'>;
const kinds: Record<(typeof foundKinds)[number], string> = {
  provider: 'Provider',
  staff: 'Staff',
  nas: 'NAS',
  domain: 'Domain',
  invoice: 'Invoice to provider',
  record: 'Record',
};
const columns: SimpleColumn<Row>[] = [
  { id: 'kind', header: 'Kind', cell: (row) => <Chip tone="neutral">{kinds[row.kind]}</Chip> },
  {
    id: 'label',
    header: 'Found',
    cell: (row) =>
      row.kind === 'invoice' ? (
        <Link
          to={`/dashboard/platform-admin/billing?tab=invoices&invoice=${row.id}&of=${row.providerId}`}
          className="font-medium hover:underline"
        >
          {row.label}
        </Link>
      ) : (
        (row.staffEmail ?? row.label)
      ),
  },
  { id: 'detail', header: 'More', cell: (row) => (row.detail ? <Mono>{row.detail}</Mono> : '—') },
  {
    id: 'provider',
    header: 'Provider',
    cell: (row) => (
      <Link to={`/dashboard/platform-admin/tenants/${row.providerId}`} className="font-medium hover:underline">
        {row.providerName}
      </Link>
    ),
  },
];
const url = z.object({ q: z.string().default('') });

export default function SearchPage() {
  const [{ q }, setUrl] = useUrlState(url);
  const wanted = q.trim().length >= 2;
  const query = useQuery({ ...api.find.queryOptions({ input: { q: q.trim() } }), enabled: wanted });
  const { data } = query;
  return (
    <PageBody>
      <PageHeader title="Search" subtitle="Which provider is it? Never finds subscribers by name, address or phone." />
      <SearchInput
        value={q}
        onSearch={(text) => setUrl({ q: text })}
        placeholder="Provider, e-mail of staff, host name, NAS, invoice number, or any id"
        className="mb-4"
      />
      {!wanted && (
        <p className="text-ink-2">
          Paste what you were told: a name, a colleague’s e-mail, a domain, the address of a router, the number of an
          invoice to a provider, or the id in an error message.
        </p>
      )}
      {wanted && query.isError && !data && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {wanted && !data && !query.isError && <Skeleton.Lines />}
      {wanted && data?.items.length === 0 && (
        <EmptyState icon={<SearchX />} title="Nothing of any provider">
          Look for a typing error. Ids are found whole only.
        </EmptyState>
      )}
      {wanted && data && data.items.length > 0 && (
        <Card flush>
          <SimpleTable
            label="Found"
            rows={data.items}
            columns={columns}
            getId={(row) => `${row.kind}-${row.providerId}-${row.id}`}
          />
        </Card>
      )}
    </PageBody>
  );
}
