import { z } from 'zod';
import { embedMany, instant, internal, open, personal, resource } from '#kernel/contract/fields.ts';

export const vendorTicketStatuses = ['new', 'open', 'waiting', 'resolved', 'closed'] as const;
export const vendorTicketPriorities = ['low', 'normal', 'high', 'urgent'] as const;
export const vendorTicketCategories = ['question', 'fault', 'billing', 'licence', 'wish'] as const;
export const vendorTicketSides = ['tenant', 'vendor'] as const;

/** What an ISP asks DotMac. Written by and for people of both; of subscribers it carries ids at most. */
export const VendorTicket = resource('VendorTicket', {
  id: open(z.uuid()),
  /** Human number, `FASTFIBER-12`. */
  number: open(z.string()),
  subject: personal('staff', z.string()),
  tenantId: open(z.uuid()),
  tenantName: open(z.string()),
  /** `new`: nobody has taken it up. `waiting`: for the ISP. `resolved`: until the ISP says otherwise. */
  status: open(z.enum(vendorTicketStatuses)),
  priority: open(z.enum(vendorTicketPriorities)),
  category: open(z.enum(vendorTicketCategories)),
  openedBy: personal('staff', z.string()),
  assigneeId: internal(z.uuid().nullable()),
  assigneeName: personal('staff', z.string().nullable()),
  openedAt: open(instant()),
  updatedAt: open(instant()),
  firstAnswerAt: open(instant().nullable()),
  resolvedAt: open(instant().nullable()),
});
export const VendorTicketFile = resource('VendorTicketFile', {
  id: open(z.uuid()),
  name: personal('staff', z.string()),
  mediaType: open(z.string()),
  sizeBytes: open(z.int()),
});
export const VendorTicketMessage = resource('VendorTicketMessage', {
  id: open(z.uuid()),
  side: open(z.enum(vendorTicketSides)),
  authorName: personal('staff', z.string()),
  /** A note among the vendor's staff; the ISP's door has no such rows. */
  isNote: internal(z.boolean()),
  text: personal('staff', z.string()),
  files: embedMany(VendorTicketFile),
  writtenAt: open(instant()),
});
export const VendorTicketDetail = resource('VendorTicketDetail', {
  ...VendorTicket.fields,
  messages: embedMany(VendorTicketMessage),
});
export const VendorTicketCounts = resource('VendorTicketCounts', {
  /** At the vendor: new and open. */
  open: open(z.int()),
  /** For the ISP. */
  waiting: open(z.int()),
  resolved: open(z.int()),
  unassigned: internal(z.int()),
  urgent: internal(z.int()),
});
export const VendorAgent = resource('VendorAgent', { id: open(z.uuid()), name: personal('staff', z.string()) });
