import { z } from 'zod';
import { contract, many, one, page, query } from '#kernel/contract/contract.ts';
import {
  currencyCode,
  embedMany,
  embedMaybe,
  Id,
  instant,
  localDate,
  minorUnits,
  open,
  Paging,
  personal,
  resource,
} from '#kernel/contract/fields.ts';
import { Invoice, InvoiceDetail } from '#modules/billing/invoices/contract.ts';
import { cycles, subscriptionStatuses } from '#modules/billing/subscriptions/contract.ts';
import { quotaPolicies, quotaStates } from '#modules/network/quota/contract.ts';

/** A session that lives, or the last one. */
const PortalConnection = resource('PortalConnection', {
  online: open(z.boolean()),
  /** Since when it is as it is. */
  since: open(instant()),
  ipAddress: personal('subscriber', z.string().nullable()),
  ipv6Prefix: personal('subscriber', z.string().nullable()),
  /** Mean over the router's last report. */
  downloadBps: open(z.number()),
  uploadBps: open(z.number()),
});
const PortalService = resource('PortalService', {
  id: open(z.uuid()),
  number: open(z.string()),
  planName: open(z.string()),
  downloadKbps: open(z.int()),
  uploadKbps: open(z.int()),
  status: open(z.enum(subscriptionStatuses)),
  statusReason: open(z.string().nullable()),
  priceMinor: open(minorUnits()),
  currency: open(currencyCode()),
  cycle: open(z.enum(cycles)),
  periodEnd: open(localDate().nullable()),
});
/** What a subscriber sees first. */
const PortalHome = resource('PortalHome', {
  providerName: open(z.string()),
  customerName: personal('subscriber', z.string()),
  customerNumber: open(z.string()),
  currency: open(currencyCode()),
  timeZone: open(z.string()),
  locale: open(z.string()),
  connection: embedMaybe(PortalConnection),
  services: embedMany(PortalService),
  /** What is open of all invoices. */
  owedMinor: open(minorUnits()),
  openInvoices: open(z.int()),
  /** The earliest day on which something is due; null when nothing is. */
  dueDate: open(localDate().nullable()),
  overdue: open(z.boolean()),
  openTickets: open(z.int()),
  measuredAt: open(instant()),
});
const PortalUsage = resource('PortalUsage', {
  at: open(instant()),
  downloadBytes: open(z.number()),
  uploadBytes: open(z.number()),
});

/** How much of a plan's data is used in the running period, and how long it lasts. */
const PortalData = resource('PortalData', {
  subscriptionId: open(z.uuid()),
  planName: open(z.string()),
  /** Half-open: `periodEnd` is the first day of the next. */
  periodStart: open(localDate()),
  periodEnd: open(localDate()),
  usedBytes: open(z.number()),
  capBytes: open(z.number().nullable()),
  state: open(z.enum(quotaStates)),
  /** What happens at the cap. */
  policy: open(z.enum(quotaPolicies)),
  throttledKbps: open(z.int().nullable()),
  /** The day on which the cap is reached at the present pace; null: it lasts, or it is too early to say. */
  reachedOn: open(localDate().nullable()),
});
const PortalSession = resource('PortalSession', {
  id: open(z.uuid()),
  startedAt: open(instant()),
  /** Null while it lives. */
  stoppedAt: open(instant().nullable()),
  downloadBytes: open(z.number()),
  uploadBytes: open(z.number()),
  ipAddress: personal('subscriber', z.string().nullable()),
});

const own = { for: ['customer'], can: 'signed-in' } as const;

/** The customer portal's own view of what other modules keep; each call sees the caller's rows alone. */
export const portal = contract({
  name: 'portal',
  title: 'Customer portal',
  operations: {
    home: query('GET /home', {
      ...own,
      summary: 'My service, connection and balance at a glance',
      in: z.object({}),
      out: one(PortalHome),
      ui: ['/customer-portal', '/customer-portal/service'],
    }),
    usage: query('GET /usage', {
      ...own,
      summary: 'My traffic by hour or day',
      in: z.object({ from: instant(), to: instant(), bucket: z.enum(['hour', 'day']).default('day') }),
      out: many(PortalUsage),
      ui: '/customer-portal/usage',
    }),
    data: query('GET /data', {
      ...own,
      summary: 'What I have used of my data in this period, and how long the rest lasts',
      in: z.object({}),
      out: many(PortalData),
      ui: '/customer-portal/usage',
    }),
    sessions: query('GET /sessions', {
      ...own,
      summary: 'When I was online, the newest first',
      in: z.object({ limit: z.coerce.number().int().min(1).max(50).default(15) }),
      out: many(PortalSession),
      ui: '/customer-portal/usage',
    }),
    invoices: query('GET /invoices', {
      ...own,
      summary: 'My invoices, the newest first',
      in: Paging,
      out: page(Invoice),
      ui: '/customer-portal/billing',
    }),
    invoice: query('GET /invoices/{id}', {
      ...own,
      summary: 'One of my invoices with its lines and payments',
      in: Id,
      out: one(InvoiceDetail),
      ui: '/customer-portal/billing/$id',
    }),
  },
});
