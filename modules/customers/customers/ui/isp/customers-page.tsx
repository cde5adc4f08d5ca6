import { useInfiniteQuery } from '@tanstack/react-query';
import { FileUp, ListChecks, Merge, Plus, Users } from 'lucide-react';
import { RunDrawer } from '#modules/customers/bulk/ui/isp/run-drawer.tsx';
import { RunsSheet } from '#modules/customers/bulk/ui/isp/runs-sheet.tsx';
import { healthKey } from '#modules/customers/health/ui/isp/health.tsx';
import { MergeDialog } from '#modules/customers/merging/ui/isp/merge-dialog.tsx';
import { PairsSheet } from '#modules/customers/merging/ui/isp/pairs-sheet.tsx';
import { SaveSegmentDialog } from '#modules/customers/segments/ui/isp/save-segment-dialog.tsx';
import { SegmentsSheet } from '#modules/customers/segments/ui/isp/segments-sheet.tsx';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, isFiltered } from '#ui/table/filter-bar.tsx';
import { customerSorts } from '../../contract.ts';
import { Chosen } from './chosen.tsx';
import { CloseMatches } from './close-matches.tsx';
import { customerColumns } from './customer-columns.tsx';
import { CustomerFigures } from './customer-figures.tsx';
import { CustomerFilters } from './customer-filters.tsx';
import { customersApi as api, type CustomerView, customerPath, listPath } from './customer-values.tsx';
import { ExportButton } from './export-button.tsx';
import { ImportDrawer } from './import-drawer.tsx';
import { filterKeys, filtersOf, filterWords, type ListUrl, listUrl } from './list-url.ts';
import { OnlineProvider } from './online.tsx';

const newPath = `${listPath}/new`;

const NoCustomers = ({ onImport }: { onImport: () => void }) => (
  <EmptyState
    icon={<Users />}
    title="No customers yet"
    action={
      <>
        <Button onClick={onImport}>Import a CSV</Button>
        <ButtonLink variant="primary" to={newPath}>
          New customer
        </ButtonLink>
      </>
    }
  >
    Add the first one, or bring them all from your last system.
  </EmptyState>
);

const listOptions = (url: ListUrl) =>
  api.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...filtersOf(url), sort: url.sort, cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  Promise.all([
    queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(listUrl, search))),
    queryClient.prefetchQuery(api.metrics.queryOptions({ input: {} })),
  ]);

const getId = (row: CustomerView) => row.id;
const rowHref = (row: CustomerView) => customerPath(row.id);

export default function CustomersPage() {
  const [url, setUrl] = useUrlState(listUrl);
  const query = useInfiniteQuery(listOptions(url));
  const write = useCan('customers.customer:write');
  useLiveQueries('customers', [api.list.key(), api.metrics.key(), healthKey()]);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filters = filtersOf(url);
  const { segmentId: _, ...criteria } = filters;
  const savable = Object.keys(criteria).length > 0;
  const dialog = (name: NonNullable<ListUrl['dialog']>) => ({
    open: url.dialog === name,
    onOpenChange: (open: boolean) => setUrl({ dialog: open ? name : undefined }),
  });
  return (
    <PageBody wide>
      <PageHeader
        title="Customers"
        actions={
          <>
            <ExportButton filters={filters} />
            <Button icon={<ListChecks />} onClick={() => setUrl({ dialog: 'runs' }, { push: true })}>
              Bulk actions
            </Button>
            <Button icon={<Merge />} onClick={() => setUrl({ dialog: 'merge' }, { push: true })}>
              Duplicates
            </Button>
            <Button
              icon={<FileUp />}
              reason={write.reason}
              onClick={() => setUrl({ dialog: 'import' }, { push: true })}
            >
              Import
            </Button>
            <ButtonLink variant="primary" icon={<Plus />} reason={write.reason} to={newPath}>
              New customer
            </ButtonLink>
          </>
        }
      />
      <CustomerFigures />
      {url.q && query.data && rows.length === 0 && <CloseMatches q={url.q} />}
      <OnlineProvider ids={rows.map(getId)}>
        <DataTable
          name="customers"
          label="Customers"
          query={query}
          columns={customerColumns}
          getId={getId}
          rowHref={rowHref}
          sort={url.sort ?? '-number'}
          onSort={(sort) => setUrl({ sort: customerSorts.find((known) => known === sort) })}
          filters={<CustomerFilters filters={url} onChange={setUrl} savable={savable} />}
          filtered={isFiltered(url, filterKeys)}
          onClearFilters={() => setUrl(cleared<ListUrl>(filterKeys))}
          empty={<NoCustomers onImport={() => setUrl({ dialog: 'import' })} />}
          bulkActions={(chosen, clear) => (
            <Chosen
              chosen={chosen}
              filters={filters}
              segment={url.segment}
              onDone={clear}
              onStarted={(run) => setUrl({ run })}
              onMerge={(pair) => setUrl({ pair }, { push: true })}
            />
          )}
        />
      </OnlineProvider>
      <ImportDrawer {...dialog('import')} />
      <PairsSheet {...dialog('merge')} onMerge={(pair) => setUrl({ pair, dialog: undefined })} />
      <MergeDialog pair={url.pair} onClose={() => setUrl({ pair: undefined })} />
      <RunsSheet {...dialog('runs')} onShow={(run) => setUrl({ run, dialog: undefined })} />
      <RunDrawer id={url.run} onClose={() => setUrl({ run: undefined })} />
      <SegmentsSheet {...dialog('segments')} hrefOf={(id) => `${listPath}?segment=${id}`} />
      <SaveSegmentDialog
        {...dialog('save-segment')}
        criteria={criteria}
        words={filterWords(criteria)}
        onSaved={({ id }) => setUrl({ ...cleared<ListUrl>(filterKeys), segment: id, dialog: undefined })}
      />
    </PageBody>
  );
}
