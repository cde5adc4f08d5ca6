import { z } from 'zod';
import {
  currencyCode,
  embedMany,
  embedMaybe,
  instant,
  internal,
  localDate,
  minorUnits,
  open,
  personal,
  resource,
} from '#kernel/contract/fields.ts';
import {
  allowancesShape,
  featureKey,
  metrics,
  PlanVersion,
  seatCountsShape,
  seatTypes,
} from '#modules/licensing/catalogue/contract.ts';
import { accountStatuses, changeKinds, intervals } from './rules.ts';

export const AddonItem = resource('AddonItem', {
  id: open(z.uuid()),
  addonId: open(z.uuid()),
  name: open(z.string()),
  kind: open(z.enum(['feature', 'quota', 'seat'])),
  feature: open(z.string().nullable()),
  metric: open(z.enum(metrics).nullable()),
  seatType: open(z.enum(seatTypes).nullable()),
  amount: open(z.int()),
  monthMinor: open(minorUnits()),
  quantity: open(z.int()),
  nextQuantity: open(z.int().nullable()),
  startedAt: open(instant()),
});
/** Whether a part of the product is on, and what would bring it. */
export const Entitlement = resource('Entitlement', {
  feature: open(featureKey),
  name: open(z.string()),
  description: open(z.string()),
  on: open(z.boolean()),
  source: open(z.enum(['plan', 'addon', 'no-contract']).nullable()),
  /** The cheapest plan offered that has it, when it is off. */
  cheapestPlan: open(z.string().nullable()),
});
/** What an ISP has with the platform. */
export const LicensingAccount = resource('LicensingAccount', {
  /** `none`: nothing was ever sold to it, so that it has everything. */
  status: open(z.enum([...accountStatuses, 'none'])),
  plan: embedMaybe(PlanVersion),
  interval: open(z.enum(intervals)),
  periodStart: open(localDate().nullable()),
  /** The first day that is not paid for. */
  periodEnd: open(localDate().nullable()),
  nextPlan: embedMaybe(PlanVersion),
  nextInterval: open(z.enum(intervals).nullable()),
  cancelAtEnd: open(z.boolean()),
  /** What the next period costs, as things stand. */
  nextMinor: open(minorUnits()),
  mrrMinor: open(minorUnits()),
  currency: open(currencyCode()),
  addons: embedMany(AddonItem),
  entitlements: embedMany(Entitlement),
  /** With add-ons. */
  allowances: open(allowancesShape.nullable()),
  seats: open(seatCountsShape.nullable()),
  pastDueSince: open(localDate().nullable()),
});
/** What a change would do, before it is made. */
export const ChangePreview = resource('ChangePreview', {
  planName: open(z.string()),
  interval: open(z.enum(intervals)),
  /** `now`: it is bought today. `later`: it begins with the next period. */
  when: open(z.enum(['now', 'later'])),
  effectiveOn: open(localDate()),
  creditMinor: open(minorUnits()),
  chargeMinor: open(minorUnits()),
  dueMinor: open(minorUnits()),
  currency: open(currencyCode()),
  daysLeft: open(z.int()),
  daysTotal: open(z.int()),
  /** What each period costs afterwards, with add-ons. */
  nextMinor: open(minorUnits()),
  gains: open(z.array(z.string())),
  losses: open(z.array(z.string())),
  /** Why it cannot be done as things stand. */
  blockers: open(z.array(z.string())),
});
export const AddonPreview = resource('AddonPreview', {
  name: open(z.string()),
  quantity: open(z.int()),
  when: open(z.enum(['now', 'later'])),
  effectiveOn: open(localDate()),
  dueMinor: open(minorUnits()),
  nextMinor: open(minorUnits()),
  currency: open(currencyCode()),
  blockers: open(z.array(z.string())),
});
export const LicensingChange = resource('LicensingChange', {
  id: open(z.uuid()),
  kind: open(z.enum(changeKinds)),
  planName: open(z.string()),
  detail: open(z.string()),
  mrrBeforeMinor: open(minorUnits()),
  mrrAfterMinor: open(minorUnits()),
  actorName: personal('staff', z.string()),
  at: open(instant()),
});
/** For the console's navigation: permissions that open nothing, because what they open is not in the plan. */
export const LockedPermission = resource('LockedPermission', {
  permission: open(z.string()),
  feature: open(z.string()),
  plan: open(z.string().nullable()),
});
/** What the gate before every call goes by. */
export const LicenceSnapshot = resource('LicenceSnapshot', {
  status: internal(z.enum([...accountStatuses, 'none'])),
  planName: internal(z.string()),
  features: internal(z.array(z.string())),
  allowances: internal(allowancesShape.nullable()),
  seats: internal(seatCountsShape.nullable()),
  periodStart: internal(localDate().nullable()),
  periodEnd: internal(localDate().nullable()),
});
export const InUse = resource('InUse', {
  subscribers: internal(z.int()),
  ordered: internal(z.int()),
  staff_seats: internal(z.int()),
  storage_bytes: internal(z.int()),
  api_calls: internal(z.int()),
  sms: internal(z.int()),
  seats: internal(seatCountsShape),
});
/** What is to be billed when a period begins. */
export const PeriodTurn = resource('PeriodTurn', {
  turned: internal(z.boolean()),
  lines: internal(z.array(z.object({ description: z.string(), quantity: z.int(), unitMinor: z.int() }))),
  endedStart: internal(localDate()),
  endedEnd: internal(localDate()),
  endedAllowances: internal(allowancesShape.nullable()),
  periodStart: internal(localDate()),
  periodEnd: internal(localDate()),
  currency: internal(currencyCode()),
});
/** The platform's view of who is on what. */
export const AccountSummary = resource('AccountSummary', {
  tenantId: open(z.uuid()),
  tenantName: open(z.string()),
  tenantSlug: open(z.string()),
  status: open(z.enum([...accountStatuses, 'none'])),
  versionId: open(z.uuid().nullable()),
  planName: open(z.string().nullable()),
  interval: open(z.enum(intervals).nullable()),
  periodEnd: open(localDate().nullable()),
  mrrMinor: open(minorUnits()),
  currency: open(currencyCode()),
  pastDueSince: open(localDate().nullable()),
  cancelAtEnd: open(z.boolean()),
  /** Name of the plan that the next period begins with, when it is another. */
  nextPlanName: open(z.string().nullable()),
});

/** What contracts bring. A year's price counts as twelfths; a trial brings nothing. */
export const RecurringRevenue = resource('RecurringRevenue', {
  currency: open(currencyCode()),
  mrrMinor: open(minorUnits()),
  arrMinor: open(minorUnits()),
  paying: open(z.int()),
  trials: open(z.int()),
  pastDue: open(z.int()),
  cancelled: open(z.int()),
  plans: open(z.array(z.object({ planName: z.string(), accounts: z.int(), mrrMinor: z.int() }))),
});
/** How a month changed the monthly revenue. */
export const RevenueMonth = resource('RevenueMonth', {
  /** Its first day. */
  month: open(localDate()),
  openingMinor: open(minorUnits()),
  newMinor: open(minorUnits()),
  expansionMinor: open(minorUnits()),
  contractionMinor: open(minorUnits()),
  churnMinor: open(minorUnits()),
  closingMinor: open(minorUnits()),
});
