import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus, Ticket } from 'lucide-react';
import { useState } from 'react';
import { OpenTicketDialog } from '#modules/support/tickets/ui/isp/open-ticket-dialog.tsx';
import {
  assigneeColumn,
  categoryColumn,
  numberColumn,
  priorityColumn,
  statusColumn,
  subjectColumn,
  type TicketView,
  ticketsApi,
  updatedColumn,
} from '#modules/support/tickets/ui/isp/ticket-values.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { useGo } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';

const columns = [
  subjectColumn,
  numberColumn,
  statusColumn,
  priorityColumn,
  categoryColumn,
  assigneeColumn,
  updatedColumn,
];
const idOf = (row: TicketView) => row.id;
const rowHref = (row: TicketView) => `/dashboard/ticketing/${row.id}`;

/** What the customer asked for, and how it ended. */
export function TicketsTab({ customer }: { customer: { id: string; name: string } }) {
  const [opening, setOpening] = useState(false);
  const write = useCan('support.ticket:write');
  const go = useGo();
  const query = useInfiniteQuery(
    ticketsApi.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ customerId: customer.id, cursor, limit: 50 }),
      ...keyset,
    }),
  );
  useLiveQueries('tickets', [ticketsApi.list.key()], { only: ({ ids }) => ids['customerId'] === customer.id });
  return (
    <Card
      title="Tickets"
      flush
      aside={
        <Button size="sm" icon={<Plus />} reason={write.reason} onClick={() => setOpening(true)}>
          Open ticket
        </Button>
      }
    >
      <DataTable
        name="customer-tickets"
        label="Tickets"
        height="auto"
        query={query}
        columns={columns}
        getId={idOf}
        rowHref={rowHref}
        empty={
          <EmptyState icon={<Ticket />} title="No tickets" className="py-8">
            This customer has not asked for anything.
          </EmptyState>
        }
      />
      <OpenTicketDialog
        open={opening}
        onOpenChange={setOpening}
        customer={customer}
        onOpened={({ id }) => go(`/dashboard/ticketing/${id}`)}
      />
    </Card>
  );
}
