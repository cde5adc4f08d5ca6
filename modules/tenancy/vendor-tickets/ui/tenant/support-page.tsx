import { useInfiniteQuery } from '@tanstack/react-query';
import { Headset, Plus } from 'lucide-react';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useGo, useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { vendorTicketStatuses } from '../../resources.ts';
import { columnsFor, statusOptions, type TicketRow } from '../ticket-values.tsx';
import { AskDialog } from './ask-dialog.tsx';
import { supportApi as api } from './support-api.ts';

const NoTickets = ({ onAsk, reason }: { onAsk: () => void; reason: string | undefined }) => (
  <EmptyState
    icon={<Headset />}
    title="Nothing asked yet"
    action={
      <Button variant="primary" reason={reason} onClick={onAsk}>
        Ask DotMac
      </Button>
    }
  >
    Questions about the product, your plan or a bill. The answer comes here and by mail.
  </EmptyState>
);

const path = '/tenant-portal/support';
const url = z.object({ status: z.enum(vendorTicketStatuses).optional(), dialog: z.enum(['ask']).optional() });
const listOptions = ({ status }: z.infer<typeof url>) =>
  api.mine.infiniteOptions({ input: (cursor: string | undefined) => ({ status, cursor, limit: 100 }), ...keyset });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

const columns = columnsFor(true);
const getId = (row: TicketRow) => row.id;
const rowHref = (row: TicketRow) => `${path}/${row.id}`;

export default function SupportPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  const { reason } = useCan('account.ticket:write');
  const go = useGo();
  useLiveQueries('account-tickets', [api.key()]);
  const ask = () => setFilters({ dialog: 'ask' }, { push: true });
  return (
    <PageBody wide>
      <PageHeader
        title="Support"
        subtitle="What you ask DotMac. Name subscribers by their number, never by name: we do not see them."
        actions={
          <Button variant="primary" icon={<Plus />} reason={reason} onClick={ask}>
            Ask DotMac
          </Button>
        }
      />
      <DataTable
        name="account-tickets"
        label="Tickets to DotMac"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            filters={[{ kind: 'choice', id: 'status', label: 'Status', options: statusOptions }]}
          />
        }
        filtered={isFiltered(filters, ['status'])}
        onClearFilters={() => setFilters(cleared(['status']))}
        empty={<NoTickets onAsk={ask} reason={reason} />}
      />
      <AskDialog
        open={filters.dialog === 'ask'}
        onOpenChange={(open) => !open && setFilters({ dialog: undefined })}
        onAsked={({ id }) => go(`${path}/${id}`)}
      />
    </PageBody>
  );
}
