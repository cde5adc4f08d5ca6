import { useInfiniteQuery } from '@tanstack/react-query';
import { FileUp, Plus, Users } from 'lucide-react';
import { z } from 'zod';
import { Chip, StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { customerKinds, customerSorts, customerStatuses } from '../../contract.ts';
import { BulkTag } from './bulk-tag.tsx';
import { NewCustomerDialog } from './customer-dialogs.tsx';
import { CustomerFigures } from './customer-figures.tsx';
import {
  addressText,
  customersApi as api,
  type CustomerView,
  capital,
  customerCalls,
  customerPath,
  customerTones,
  kindText,
} from './customer-values.tsx';
import { ExportButton } from './export-button.tsx';
import { ImportDrawer } from './import-drawer.tsx';

const NoCustomers = ({ onNew, onImport }: { onNew: () => void; onImport: () => void }) => (
  <EmptyState
    icon={<Users />}
    title="No customers yet"
    action={
      <>
        <Button onClick={onImport}>Import a CSV</Button>
        <Button variant="primary" onClick={onNew}>
          New customer
        </Button>
      </>
    }
  >
    Add the first one, or bring them all from your last system.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  status: z.enum(customerStatuses).optional(),
  kind: z.enum(customerKinds).optional(),
  tag: z.string().optional(),
  sort: z.enum(customerSorts).optional(),
  dialog: z.enum(['new', 'import']).optional(),
});
const matching = ({ q, status, kind, tag }: z.infer<typeof url>) => ({ ...(q ? { q } : {}), status, kind, tag });
const listOptions = (filters: z.infer<typeof url>) =>
  api.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...matching(filters), sort: filters.sort, cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  Promise.all([
    queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search))),
    queryClient.prefetchQuery(api.metrics.queryOptions({ input: {} })),
  ]);

const columns: Column<CustomerView>[] = [
  { id: 'name', header: 'Name', cell: (row) => row.name, text: (row) => row.name, sort: true, fixed: true },
  {
    id: 'number',
    header: 'Number',
    cell: (row) => <Mono>{row.number}</Mono>,
    text: (row) => row.number,
    sort: true,
    width: 110,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => <StatusChip status={row.status} tones={customerTones} />,
    text: (row) => row.status,
    width: 110,
  },
  { id: 'phone', header: 'Phone', cell: (row) => <Mono>{row.phone}</Mono>, text: (row) => row.phone, width: 150 },
  { id: 'email', header: 'E-mail', cell: (row) => row.email, text: (row) => row.email },
  {
    id: 'address',
    header: 'Address',
    cell: (row) => addressText(row.serviceAddress),
    text: (row) => addressText(row.serviceAddress),
  },
  {
    id: 'tags',
    header: 'Tags',
    cell: (row) => (
      <span className="flex gap-1">
        {row.tags.map((tag) => (
          <Chip key={tag}>{tag}</Chip>
        ))}
      </span>
    ),
    text: (row) => row.tags.join('; '),
    width: 150,
  },
  { id: 'kind', header: 'Kind', cell: (row) => kindText[row.kind], text: (row) => row.kind, width: 120, hidden: true },
  { id: 'tier', header: 'Tier', cell: (row) => capital(row.tier), text: (row) => row.tier, width: 100, hidden: true },
  {
    id: 'createdAt',
    header: 'Since',
    cell: (row) => <RelativeTime at={row.createdAt} />,
    text: (row) => row.createdAt,
    sort: true,
    width: 120,
  },
];
const getId = (row: CustomerView) => row.id;
const rowHref = (row: CustomerView) => customerPath(row.id);
const filterKeys = ['q', 'status', 'kind', 'tag'] as const;

const findTags = async (text: string) => {
  const { items } = await customerCalls.tags({});
  return items
    .filter(({ tag }) => tag.includes(text.trim().toLowerCase()))
    .map(({ tag, customers }) => ({ value: tag, label: tag, hint: String(customers) }));
};

export default function CustomersPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  const write = useCan('customers.customer:write');
  useLiveQueries('customers', [api.list.key(), api.metrics.key()]);
  const ask = (dialog: 'new' | 'import') => setFilters({ dialog }, { push: true });
  return (
    <PageBody wide>
      <PageHeader
        title="Customers"
        actions={
          <>
            <ExportButton filters={matching(filters)} />
            <Button icon={<FileUp />} reason={write.reason} onClick={() => ask('import')}>
              Import
            </Button>
            <Button variant="primary" icon={<Plus />} reason={write.reason} onClick={() => ask('new')}>
              New customer
            </Button>
          </>
        }
      />
      <CustomerFigures />
      <DataTable
        name="customers"
        label="Customers"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        sort={filters.sort ?? '-number'}
        onSort={(sort) => setFilters({ sort: customerSorts.find((known) => known === sort) })}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            views="customers"
            search={{ id: 'q', placeholder: 'Name, number, phone, address …' }}
            filters={[
              {
                kind: 'choice',
                id: 'status',
                label: 'Status',
                options: customerStatuses.map((value) => ({ value, label: capital(value) })),
              },
              {
                kind: 'choice',
                id: 'kind',
                label: 'Kind',
                options: customerKinds.map((value) => ({ value, label: kindText[value] })),
              },
              { kind: 'record', id: 'tag', label: 'Tag', source: 'customers.tags', load: findTags },
            ]}
          />
        }
        filtered={isFiltered(filters, filterKeys)}
        onClearFilters={() => setFilters(cleared(filterKeys))}
        empty={<NoCustomers onNew={() => ask('new')} onImport={() => ask('import')} />}
        bulkActions={(rows, clear) => <BulkTag rows={rows} onDone={clear} />}
      />
      <NewCustomerDialog
        open={filters.dialog === 'new'}
        onOpenChange={(open) => !open && setFilters({ dialog: undefined })}
      />
      <ImportDrawer
        open={filters.dialog === 'import'}
        onOpenChange={(open) => !open && setFilters({ dialog: undefined })}
      />
    </PageBody>
  );
}
