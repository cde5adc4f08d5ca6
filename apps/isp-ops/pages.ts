import { pages as invoicePages } from '#modules/billing/invoices/ui/pages.ts';
import { pages as paymentPages } from '#modules/billing/payments/ui/pages.ts';
import { pages as planRequestPages } from '#modules/billing/plan-requests/ui/pages.ts';
import { pages as subscriptionPages } from '#modules/billing/subscriptions/ui/pages.ts';
import { pages as planPages } from '#modules/catalog/internet-plans/ui/pages.ts';
import { pages as mailPages } from '#modules/communications/mail/ui/pages.ts';
import { pages as customerPages } from '#modules/customers/customers/ui/pages.ts';
import { pages as onboardingPages } from '#modules/customers/sign-up/ui/pages.ts';
import { pages as orchestrationPages } from '#modules/fulfilment/orchestration/ui/pages.ts';
import { pages as apiKeyPages } from '#modules/identity/api-keys/ui/pages.ts';
import { pages as portalVisitPages } from '#modules/identity/portal-visits/ui/pages.ts';
import { pages as signInProviderPages } from '#modules/identity/sign-in-providers/ui/pages.ts';
import { pages as signInPages } from '#modules/identity/sign-ins/ui/pages.ts';
import { pages as staffPages } from '#modules/identity/staff/ui/pages.ts';
import { pages as teamPages } from '#modules/identity/teams/ui/pages.ts';
import { ispPages as licensingPages } from '#modules/licensing/accounts/ui/pages.ts';
import { pages as profilePages } from '#modules/network/bandwidth-profiles/ui/pages.ts';
import { pages as freeradiusPages } from '#modules/network/freeradius/ui/pages.ts';
import { pages as ipPages } from '#modules/network/ip-management/ui/pages.ts';
import { pages as netboxPages } from '#modules/network/netbox/ui/pages.ts';
import { pages as quotaPages } from '#modules/network/quota/ui/pages.ts';
import { pages as radiusPages } from '#modules/network/radius/ui/pages.ts';
import { pages as radiusAnalyticsPages } from '#modules/network/radius-analytics/ui/pages.ts';
import { pages as auditPages } from '#modules/platform/audit/ui/pages.ts';
import { pages as overviewPages } from '#modules/platform/overview/ui/pages.ts';
import { pages as noticePages } from '#modules/support/notices/ui/pages.ts';
import { pages as ticketPages } from '#modules/support/tickets/ui/pages.ts';
import { ispPages as accountManagerPages } from '#modules/tenancy/account-managers/ui/pages.ts';
import { pages as brandingPages } from '#modules/tenancy/branding/ui/pages.ts';
import { pages as closurePages } from '#modules/tenancy/closure/ui/pages.ts';
import { pages as domainPages } from '#modules/tenancy/domains/ui/pages.ts';
import { pages as generalPages } from '#modules/tenancy/general/ui/pages.ts';
import { pages as supportAccessPages } from '#modules/tenancy/support-access/ui/pages.ts';
import type { Page } from '#ui/page/pages.ts';

/** Every page of the ISP's console, module by module. */
export const pages: Page[] = [
  ...overviewPages,
  ...customerPages,
  ...onboardingPages,
  ...planPages,
  ...subscriptionPages,
  ...planRequestPages,
  ...invoicePages,
  ...paymentPages,
  ...ipPages,
  ...netboxPages,
  ...mailPages,
  ...orchestrationPages,
  ...staffPages,
  ...accountManagerPages,
  ...apiKeyPages,
  ...supportAccessPages,
  ...portalVisitPages,
  ...signInProviderPages,
  ...teamPages,
  ...signInPages,
  ...auditPages,
  ...radiusPages,
  ...ticketPages,
  ...noticePages,
  ...radiusAnalyticsPages,
  ...freeradiusPages,
  ...profilePages,
  ...quotaPages,
  ...licensingPages,
  ...generalPages,
  ...brandingPages,
  ...domainPages,
  ...closurePages,
];
