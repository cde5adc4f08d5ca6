import { pages as paymentPages } from '#modules/billing/payments/ui/customer-pages.ts';
import { pages as planPages } from '#modules/billing/plan-requests/ui/customer-pages.ts';
import { pages as portalPages } from '#modules/customers/portal/ui/pages.ts';
import { pages as signInPages } from '#modules/identity/sign-ins/ui/customer-pages.ts';
import { pages as checkPages } from '#modules/support/line-checks/ui/customer-pages.ts';
import { pages as supportPages } from '#modules/support/tickets/ui/customer-pages.ts';
import type { Page } from '#ui/page/pages.ts';

/** Every page of the subscribers' portal. Where two fit a path, the first is meant. */
export const pages: Page[] = [
  ...paymentPages,
  ...planPages,
  ...portalPages,
  ...signInPages,
  ...checkPages,
  ...supportPages,
];
