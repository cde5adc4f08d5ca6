import { useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Chip, type StatusTones } from '#ui/base/badge.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import type { Column } from '#ui/table/columns.ts';
import type { Tone } from '#ui/tone.ts';
import { tickets } from '../../contract.ts';
import { type Ticket, type TicketDetail, ticketCategories, ticketPriorities, ticketStatuses } from '../../resources.ts';
import { categoryNames, priorityNames, statusNames, type TicketPriority, type TicketStatus } from '../../rules.ts';

export const ticketsApi = clientFor(tickets, 'isp');
export type TicketView = View<typeof Ticket, 'isp'>;
export type TicketDetailView = View<typeof TicketDetail, 'isp'>;

export const useRefreshTickets = () => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ticketsApi.key() });
};

const tones: Record<TicketStatus, Tone> = { open: 'info', waiting: 'warn', solved: 'ok', closed: 'neutral' };
export const ticketTones: StatusTones<TicketStatus> = {
  open: ['info', statusNames.open],
  waiting: ['warn', statusNames.waiting],
  solved: ['ok', statusNames.solved],
  closed: ['neutral', statusNames.closed],
};
const priorityTones: Record<TicketPriority, Tone> = { low: 'neutral', normal: 'neutral', high: 'warn', urgent: 'bad' };

export const TicketChip = ({ status }: { status: TicketStatus }) => (
  <Chip tone={tones[status]}>{statusNames[status]}</Chip>
);
export const PriorityChip = ({ priority }: { priority: TicketPriority }) =>
  priority === 'normal' ? (
    <span className="text-ink-3">{priorityNames[priority]}</span>
  ) : (
    <Chip tone={priorityTones[priority]}>{priorityNames[priority]}</Chip>
  );

const named = <V extends string>(values: readonly V[], names: Record<V, string>) =>
  values.map((value) => ({ value, label: names[value] }));
export const statusOptions = ticketStatuses.map((value) => ({
  value,
  label: statusNames[value],
  tone: tones[value],
}));
export const priorityOptions = named(ticketPriorities, priorityNames);
export const categoryOptions = named(ticketCategories, categoryNames);

export const numberColumn: Column<TicketView> = {
  id: 'number',
  header: 'Number',
  cell: (row) => <Mono>{row.number}</Mono>,
  text: (row) => row.number,
  width: 105,
};
export const subjectColumn: Column<TicketView> = {
  id: 'subject',
  header: 'Subject',
  cell: (row) => row.subject,
  text: (row) => row.subject,
  fixed: true,
};
export const customerColumn: Column<TicketView> = {
  id: 'customer',
  header: 'Customer',
  cell: (row) => (
    <Link to={`/dashboard/operations/customers/${row.customerId}`} className="hover:text-brand-text">
      {row.customerName}
    </Link>
  ),
  text: (row) => row.customerName,
  width: 190,
};
export const statusColumn: Column<TicketView> = {
  id: 'status',
  header: 'Status',
  cell: (row) => <TicketChip status={row.status} />,
  text: (row) => statusNames[row.status],
  width: 175,
};
export const priorityColumn: Column<TicketView> = {
  id: 'priority',
  header: 'Priority',
  cell: (row) => <PriorityChip priority={row.priority} />,
  text: (row) => priorityNames[row.priority],
  width: 95,
};
export const categoryColumn: Column<TicketView> = {
  id: 'category',
  header: 'About',
  cell: (row) => categoryNames[row.category],
  text: (row) => categoryNames[row.category],
  width: 145,
};
export const assigneeColumn: Column<TicketView> = {
  id: 'assignee',
  header: 'Assigned to',
  cell: (row) => row.assigneeName ?? <span className="text-ink-3">Nobody</span>,
  text: (row) => row.assigneeName ?? '',
  width: 150,
};
export const teamColumn: Column<TicketView> = {
  id: 'team',
  header: 'Team',
  cell: (row) => row.teamName ?? <span className="text-ink-3">None</span>,
  text: (row) => row.teamName ?? '',
  width: 130,
};
export const updatedColumn: Column<TicketView> = {
  id: 'updatedAt',
  header: 'Last touched',
  cell: (row) => <RelativeTime at={row.updatedAt} />,
  text: (row) => row.updatedAt,
  width: 125,
};
