import type { Module } from '#kernel/module.ts';
import { creditNotesModule } from './billing/credit-notes/module.ts';
import { documentsModule } from './billing/documents/module.ts';
import { invoicesModule } from './billing/invoices/module.ts';
import { paymentsModule } from './billing/payments/module.ts';
import { planRequestsModule } from './billing/plan-requests/module.ts';
import { subscriptionsModule } from './billing/subscriptions/module.ts';
import { internetPlansModule } from './catalog/internet-plans/module.ts';
import { mailModule } from './communications/mail/module.ts';
import { customerBulkModule } from './customers/bulk/module.ts';
import { customer360Module } from './customers/customer-360/module.ts';
import { customersModule } from './customers/customers/module.ts';
import { customerDocumentsModule } from './customers/documents/module.ts';
import { healthModule } from './customers/health/module.ts';
import { mergingModule } from './customers/merging/module.ts';
import { portalModule } from './customers/portal/module.ts';
import { segmentsModule } from './customers/segments/module.ts';
import { signUpModule } from './customers/sign-up/module.ts';
import { orchestrationModule } from './fulfilment/orchestration/module.ts';
import { provisioningModule } from './fulfilment/provisioning/module.ts';
import { apiKeysModule } from './identity/api-keys/module.ts';
import { portalAccountsModule } from './identity/portal-accounts/module.ts';
import { portalVisitsModule } from './identity/portal-visits/module.ts';
import { scimModule } from './identity/scim/module.ts';
import { signInProvidersModule } from './identity/sign-in-providers/module.ts';
import { signInsModule } from './identity/sign-ins/module.ts';
import { staffModule } from './identity/staff/module.ts';
import { teamsModule } from './identity/teams/module.ts';
import { accountBillingModule } from './licensing/account-billing/module.ts';
import { licensingAccountsModule } from './licensing/accounts/module.ts';
import { licensingCatalogueModule } from './licensing/catalogue/module.ts';
import { licensingSeatsModule } from './licensing/seats/module.ts';
import { licensingUsageModule } from './licensing/usage/module.ts';
import { bandwidthProfilesModule } from './network/bandwidth-profiles/module.ts';
import { freeradiusModule } from './network/freeradius/module.ts';
import { ipManagementModule } from './network/ip-management/module.ts';
import { netboxModule } from './network/netbox/module.ts';
import { quotaModule } from './network/quota/module.ts';
import { radiusModule } from './network/radius/module.ts';
import { radiusAnalyticsModule } from './network/radius-analytics/module.ts';
import { radiusLoginsModule } from './network/radius-logins/module.ts';
import { speedRolloutsModule } from './network/speed-rollouts/module.ts';
import { auditModule } from './platform/audit/module.ts';
import { recordsModule } from './platform/records/module.ts';
import { crossSearchModule } from './platform/search/module.ts';
import { settingsModule } from './platform/settings/module.ts';
import { systemModule } from './platform/system/module.ts';
import { lineChecksModule } from './support/line-checks/module.ts';
import { noticesModule } from './support/notices/module.ts';
import { ticketsModule } from './support/tickets/module.ts';
import { accountManagersModule } from './tenancy/account-managers/module.ts';
import { announcementsModule } from './tenancy/announcements/module.ts';
import { brandingModule } from './tenancy/branding/module.ts';
import { closureModule } from './tenancy/closure/module.ts';
import { domainsModule } from './tenancy/domains/module.ts';
import { generalModule } from './tenancy/general/module.ts';
import { onboardingModule } from './tenancy/onboarding/module.ts';
import { supportAccessModule } from './tenancy/support-access/module.ts';
import { tenantPortalModule } from './tenancy/tenant-portal/module.ts';
import { tenantsModule } from './tenancy/tenants/module.ts';
import { vendorTicketsModule } from './tenancy/vendor-tickets/module.ts';

/** The one registry of modules. Order matters only for extra.sql: a module stands after those whose tables it names. */
export const modules: readonly Module[] = [
  customersModule,
  customerBulkModule,
  customerDocumentsModule,
  internetPlansModule,
  subscriptionsModule,
  creditNotesModule,
  invoicesModule,
  paymentsModule,
  documentsModule,
  planRequestsModule,
  ipManagementModule,
  radiusModule,
  radiusAnalyticsModule,
  netboxModule,
  radiusLoginsModule,
  freeradiusModule,
  bandwidthProfilesModule,
  speedRolloutsModule,
  quotaModule,
  mailModule,
  provisioningModule,
  orchestrationModule,
  auditModule,
  recordsModule,
  ticketsModule,
  noticesModule,
  lineChecksModule,
  portalModule,
  customer360Module,
  signInsModule,
  staffModule,
  signInProvidersModule,
  scimModule,
  portalAccountsModule,
  teamsModule,
  portalVisitsModule,
  apiKeysModule,
  tenantsModule,
  brandingModule,
  domainsModule,
  generalModule,
  accountManagersModule,
  supportAccessModule,
  vendorTicketsModule,
  tenantPortalModule,
  announcementsModule,
  licensingCatalogueModule,
  licensingAccountsModule,
  licensingSeatsModule,
  licensingUsageModule,
  accountBillingModule,
  onboardingModule,
  signUpModule,
  closureModule,
  settingsModule,
  systemModule,
  crossSearchModule,
  segmentsModule,
  healthModule,
  mergingModule,
];
