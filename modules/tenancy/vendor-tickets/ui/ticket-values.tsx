import type { View } from '#kernel/contract/fields.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import type { Column } from '#ui/table/columns.ts';
import type { Tone } from '#ui/tone.ts';
import {
  type VendorTicket,
  type VendorTicketDetail,
  vendorTicketCategories,
  vendorTicketPriorities,
  vendorTicketStatuses,
} from '../resources.ts';
import { categoryNames, priorityNames, statusNames, type VendorTicketStatus } from '../rules.ts';

/** What both doors see of a ticket. */
export type TicketRow = View<typeof VendorTicket, 'tenant'>;
export type TicketDetailView = View<typeof VendorTicketDetail, 'tenant'>;

const tones: Record<VendorTicketStatus, Tone> = {
  new: 'brand',
  open: 'info',
  waiting: 'warn',
  resolved: 'ok',
  closed: 'neutral',
};
const named = <V extends string>(values: readonly V[], names: Record<V, string>) =>
  values.map((value) => ({ value, label: names[value] }));
export const statusOptions = vendorTicketStatuses.map((value) => ({
  value,
  label: statusNames[value],
  tone: tones[value],
}));
export const priorityOptions = named(vendorTicketPriorities, priorityNames);
export const categoryOptions = named(vendorTicketCategories, categoryNames);

export const TicketChip = ({ status, ours = false }: { status: VendorTicketStatus; ours?: boolean }) => (
  <Chip tone={tones[status]}>{ours && status === 'waiting' ? 'Waiting for you' : statusNames[status]}</Chip>
);
const priorityTones = { low: 'neutral', normal: 'neutral', high: 'warn', urgent: 'bad' } as const;

export const columnsFor = (ours: boolean): Column<TicketRow>[] => [
  { id: 'subject', header: 'Subject', cell: (row) => row.subject, text: (row) => row.subject, fixed: true },
  {
    id: 'number',
    header: 'Number',
    cell: (row) => <Mono>{row.number}</Mono>,
    text: (row) => row.number,
    width: 150,
  },
  ...(ours
    ? []
    : [
        {
          id: 'tenant',
          header: 'Provider',
          cell: (row: TicketRow) => row.tenantName,
          text: (row: TicketRow) => row.tenantName,
          width: 150,
        },
      ]),
  {
    id: 'status',
    header: 'Status',
    cell: (row) => <TicketChip status={row.status} ours={ours} />,
    text: (row) => statusNames[row.status],
    width: 170,
  },
  {
    id: 'priority',
    header: 'Priority',
    cell: (row) => <Chip tone={priorityTones[row.priority]}>{priorityNames[row.priority]}</Chip>,
    text: (row) => priorityNames[row.priority],
    width: 95,
  },
  {
    id: 'category',
    header: 'About',
    cell: (row) => categoryNames[row.category],
    text: (row) => categoryNames[row.category],
    width: 170,
  },
  {
    id: 'assignee',
    header: ours ? 'At DotMac' : 'Assigned to',
    cell: (row) => row.assigneeName ?? <span className="text-ink-3">Nobody yet</span>,
    text: (row) => row.assigneeName ?? '',
    width: 140,
  },
  {
    id: 'updatedAt',
    header: 'Last touched',
    cell: (row) => <RelativeTime at={row.updatedAt} />,
    text: (row) => row.updatedAt,
    width: 125,
  },
];
