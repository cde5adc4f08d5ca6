import { z } from 'zod';
import {
  currencyCode,
  embedMany,
  instant,
  localDate,
  minorUnits,
  open,
  personal,
  resource,
} from '#kernel/contract/fields.ts';
import { billingCycles } from '#modules/catalog/internet-plans/contract.ts';

export const changeTimes = ['now', 'next_period'] as const;
export const changeStatuses = ['scheduled', 'applied', 'dropped', 'failed'] as const;

/** One line of the sum: a credit is negative. */
export const PlanChangeLine = resource('PlanChangeLine', {
  kind: open(z.enum(['credit', 'charge'])),
  /** As the invoice says it, with the days it counts. */
  description: open(z.string()),
  amountMinor: open(minorUnits()),
  days: open(z.int()),
  ofDays: open(z.int()),
  periodStart: open(localDate()),
  periodEnd: open(localDate()),
});

/** What a change of plan would do, to the last minor unit. */
export const PlanChangePreview = resource('PlanChangePreview', {
  subscriptionId: open(z.uuid()),
  startsWith: open(z.enum(changeTimes)),
  direction: open(z.enum(['upgrade', 'downgrade', 'sideways'])),
  fromPlanName: open(z.string()),
  toPlanName: open(z.string()),
  fromDownloadKbps: open(z.int()),
  fromUploadKbps: open(z.int()),
  toDownloadKbps: open(z.int()),
  toUploadKbps: open(z.int()),
  fromPriceMinor: open(minorUnits()),
  toPriceMinor: open(minorUnits()),
  fromCycle: open(z.enum(billingCycles)),
  toCycle: open(z.enum(billingCycles)),
  currency: open(currencyCode()),
  /** First day on the new plan, in the tenant's zone. */
  effectiveOn: open(localDate()),
  /** The period after the change, half-open. */
  periodStart: open(localDate()),
  periodEnd: open(localDate()),
  lines: embedMany(PlanChangeLine),
  /** Charges less credits: above zero it is invoiced at once, below it the next invoices use it up. */
  netMinor: open(minorUnits()),
  settlement: open(z.enum(['invoice', 'credit', 'none'])),
  /** What happens to money, speed, addresses and data, in sentences. */
  notes: open(z.array(z.string())),
});

/** A change of plan that was made or waits for the next period. */
export const PlanChange = resource('PlanChange', {
  id: open(z.uuid()),
  subscriptionId: open(z.uuid()),
  fromPlanName: open(z.string()),
  toPlanId: open(z.uuid()),
  toPlanName: open(z.string()),
  startsWith: open(z.enum(changeTimes)),
  status: open(z.enum(changeStatuses)),
  statusReason: open(z.string().nullable()),
  effectiveOn: open(localDate()),
  fromPriceMinor: open(minorUnits()),
  toPriceMinor: open(minorUnits()),
  currency: open(currencyCode()),
  creditMinor: open(minorUnits()),
  chargeMinor: open(minorUnits()),
  /** Null: nothing had to be paid. */
  invoiceId: open(z.uuid().nullable()),
  requestedAt: open(instant()),
  requestedBy: personal('staff', z.string()),
  settledAt: open(instant().nullable()),
});
