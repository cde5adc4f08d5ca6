import type { ticketCategories, ticketPriorities, ticketStatuses } from './resources.ts';

export type TicketStatus = (typeof ticketStatuses)[number];
export type TicketPriority = (typeof ticketPriorities)[number];
export type TicketCategory = (typeof ticketCategories)[number];

/** Days after which a solved ticket is closed by itself. */
export const closeAfterDays = 7;

const closed = 'This ticket is closed; open a new one.';
const reachable: Record<TicketStatus, Partial<Record<TicketStatus, true>>> = {
  open: { waiting: true, solved: true, closed: true },
  waiting: { open: true, solved: true, closed: true },
  solved: { open: true, closed: true },
  closed: {},
};
/** Why a ticket cannot go from one state to another; undefined when it can. */
export function whyNotMove(from: TicketStatus, to: TicketStatus): string | undefined {
  if (reachable[from][to]) return undefined;
  if (from === 'closed') return closed;
  return from === to ? `This ticket is ${statusNames[to].toLowerCase()} already.` : 'Open this ticket again first.';
}
/** Why nothing more can be written to the customer; undefined when it can. */
export const whyNotAnswer = (status: TicketStatus): string | undefined => (status === 'closed' ? closed : undefined);

export const statusNames: Record<TicketStatus, string> = {
  open: 'Open',
  waiting: 'Waiting for customer',
  solved: 'Solved',
  closed: 'Closed',
};
export const priorityNames: Record<TicketPriority, string> = {
  low: 'Low',
  normal: 'Normal',
  high: 'High',
  urgent: 'Urgent',
};
export const categoryNames: Record<TicketCategory, string> = {
  connectivity: 'No connection',
  speed: 'Slow connection',
  billing: 'Bill or payment',
  installation: 'Installation',
  equipment: 'Equipment',
  other: 'Something else',
};
