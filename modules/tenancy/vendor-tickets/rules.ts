import type { vendorTicketCategories, vendorTicketPriorities, vendorTicketStatuses } from './resources.ts';

export type VendorTicketStatus = (typeof vendorTicketStatuses)[number];
export type VendorTicketPriority = (typeof vendorTicketPriorities)[number];
export type VendorTicketCategory = (typeof vendorTicketCategories)[number];

export const fileLimitBytes = 10 * 2 ** 20;
const closed = 'This ticket is closed; open a new one.';
/** What may follow what. */
export const vendorTicketMoves: Record<VendorTicketStatus, readonly VendorTicketStatus[]> = {
  new: ['open', 'waiting', 'resolved', 'closed'],
  open: ['waiting', 'resolved', 'closed'],
  waiting: ['open', 'resolved', 'closed'],
  resolved: ['open', 'closed'],
  closed: [],
};
/** Why a ticket cannot go from one state to another; undefined when it can. */
export function whyNotMove(from: VendorTicketStatus, to: VendorTicketStatus): string | undefined {
  if (vendorTicketMoves[from].includes(to)) return undefined;
  if (from === 'closed') return closed;
  return from === to
    ? `This ticket is ${statusNames[to].toLowerCase()} already.`
    : `A ticket that is ${statusNames[from].toLowerCase()} cannot become ${statusNames[to].toLowerCase()}.`;
}
export const whyNotAnswer = (status: VendorTicketStatus): string | undefined =>
  status === 'closed' ? closed : undefined;

export const statusNames: Record<VendorTicketStatus, string> = {
  new: 'New',
  open: 'Open',
  waiting: 'Waiting for provider',
  resolved: 'Resolved',
  closed: 'Closed',
};
export const priorityNames: Record<VendorTicketPriority, string> = {
  low: 'Low',
  normal: 'Normal',
  high: 'High',
  urgent: 'Urgent',
};
export const categoryNames: Record<VendorTicketCategory, string> = {
  question: 'Question',
  fault: 'Something does not work',
  billing: 'Bill or payment',
  licence: 'Plan or licences',
  wish: 'Wish',
};
