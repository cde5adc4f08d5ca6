import { platformPages as mailPages } from '#modules/communications/mail/ui/pages.ts';
import { platformPages as signInPages } from '#modules/identity/sign-ins/ui/pages.ts';
import { platformPages as staffPages } from '#modules/identity/staff/ui/pages.ts';
import { platformPages as accountBillingPages } from '#modules/licensing/account-billing/ui/pages.ts';
import { platformPages as licensingPages } from '#modules/licensing/accounts/ui/pages.ts';
import { platformPages as auditPages } from '#modules/platform/audit/ui/pages.ts';
import { pages as searchPages } from '#modules/platform/search/ui/pages.ts';
import { pages as settingsPages } from '#modules/platform/settings/ui/pages.ts';
import { pages as systemPages } from '#modules/platform/system/ui/pages.ts';
import { platformPages as announcementPages } from '#modules/tenancy/announcements/ui/pages.ts';
import { platformPages as supportAccessPages } from '#modules/tenancy/support-access/ui/pages.ts';
import { pages as tenantPages } from '#modules/tenancy/tenants/ui/pages.ts';
import { platformPages as ticketPages } from '#modules/tenancy/vendor-tickets/ui/pages.ts';
import type { Page } from '#ui/page/pages.ts';

/** Every page of the platform's console, module by module. */
export const pages: Page[] = [
  ...tenantPages,
  ...supportAccessPages,
  ...mailPages,
  ...staffPages,
  ...signInPages,
  ...auditPages,
  ...ticketPages,
  ...announcementPages,
  ...licensingPages,
  ...accountBillingPages,
  ...searchPages,
  ...systemPages,
  ...settingsPages,
];
