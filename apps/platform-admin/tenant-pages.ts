import { tenantPages as accountBillingPages } from '#modules/licensing/account-billing/ui/pages.ts';
import { tenantPages as planPages } from '#modules/licensing/accounts/ui/pages.ts';
import { tenantPages as seatPages } from '#modules/licensing/seats/ui/pages.ts';
import { tenantPages as usagePages } from '#modules/licensing/usage/ui/pages.ts';
import { pages as accountManagerPages } from '#modules/tenancy/account-managers/ui/pages.ts';
import { pages as portalPages } from '#modules/tenancy/tenant-portal/ui/pages.ts';
import { pages as ticketPages } from '#modules/tenancy/vendor-tickets/ui/pages.ts';
import type { Page } from '#ui/page/pages.ts';

/** Every page of the tenant portal, module by module. Groups of the navigation: Account, Billing, Help and settings. */
export const pages: Page[] = [
  ...portalPages,
  ...accountManagerPages,
  ...ticketPages,
  ...seatPages,
  ...planPages,
  ...usagePages,
  ...accountBillingPages,
];
