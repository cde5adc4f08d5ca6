import { invoiceSearch } from '#modules/billing/invoices/ui/search.ts';
import { paymentSearch } from '#modules/billing/payments/ui/search.ts';
import { subscriptionSearch } from '#modules/billing/subscriptions/ui/search.ts';
import { planSearch } from '#modules/catalog/internet-plans/ui/search.ts';
import { customerSearch } from '#modules/customers/customers/ui/search.ts';
import { staffSearch } from '#modules/identity/staff/ui/search.ts';
import { addressSearch } from '#modules/network/ip-management/ui/search.ts';
import { sessionSearch } from '#modules/network/radius/ui/search.ts';
import { ticketSearch } from '#modules/support/tickets/ui/search.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';

/** Kinds of records the ISP's palette finds, in the order shown. */
export const searchProviders: SearchProvider[] = [
  customerSearch,
  subscriptionSearch,
  invoiceSearch,
  paymentSearch,
  planSearch,
  sessionSearch,
  addressSearch,
  ticketSearch,
  staffSearch,
];
