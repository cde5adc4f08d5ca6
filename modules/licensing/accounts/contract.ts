import { z } from 'zod';
import { command, contract, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { localDate, minorUnits, open, Paging, personal } from '#kernel/contract/fields.ts';
import {
  AccountSummary,
  AddonPreview,
  ChangePreview,
  InUse,
  LicenceSnapshot,
  LicensingAccount,
  LicensingChange,
  LockedPermission,
  PeriodTurn,
  RecurringRevenue,
  RevenueMonth,
} from './resources.ts';
import { accountStatuses, intervals } from './rules.ts';

export { type Interval, monthsIn, prorate } from './rules.ts';

const letters = ['quota-notice', 'account-invoice'] as const;
const subscription = '/tenant-portal/billing/subscription';
const addonPage = '/tenant-portal/billing/addons';
const platformPage = '/dashboard/platform-admin/licensing';
const choice = { offerId: z.uuid(), interval: z.enum(intervals) };
const expected = { expectedDueMinor: minorUnits().min(0).max(10_000_000_000) };
const tenant = { tenantId: z.uuid() };
const buy = {
  for: ['tenant'],
  can: 'licensing.account:write',
  emits: ['licence.changed', 'licence.charge-due'],
} as const;
const grant = { for: ['platform'], can: 'platform.licensing:write', ui: platformPage } as const;
const within = { for: [], can: 'licensing.account:write', ui: { none: 'internal' } } as const;

export const licensingAccounts = contract({
  name: 'licensing-accounts',
  title: 'Contracts of providers',
  events: {
    'licence.changed': { status: open(z.string()) },
    'licence.charge-due': {
      reason: open(z.enum(['period', 'change'])),
      periodStart: open(localDate()),
      periodEnd: open(localDate()),
      lines: open(z.array(z.object({ description: z.string(), quantity: z.int(), unitMinor: z.int() }))),
    },
    'licence.trial-granted': { tenantId: open(z.uuid()), days: open(z.int()) },
    'licence.plan-set': {
      tenantId: open(z.uuid()),
      offerId: open(z.uuid()),
      interval: open(z.enum(intervals)),
      when: open(z.enum(['now', 'later'])),
      endTrial: open(z.boolean()),
    },
    'provider-letter.due': {
      to: personal('staff', z.string()),
      template: open(z.enum(letters)),
      values: open(z.record(z.string(), z.string())),
    },
  },
  realtime: {
    licence: { events: ['licence.changed'], for: ['tenant', 'isp'], can: 'licensing.account:read' },
    'licence-grants': {
      events: ['licence.trial-granted', 'licence.plan-set'],
      for: ['platform'],
      can: 'platform.licensing:read',
    },
  },
  operations: {
    account: query('GET /licensing/account', {
      summary: 'Our plan, what it holds and when it renews',
      for: ['tenant', 'isp'],
      can: 'licensing.account:read',
      in: z.object({}),
      out: one(LicensingAccount),
      ui: [subscription, addonPage, '/dashboard/licensing'],
    }),
    locked: query('GET /licensing/locked', {
      summary: 'Permissions that open nothing, because what they open is not in the plan',
      for: ['isp'],
      can: 'signed-in',
      in: z.object({}),
      out: many(LockedPermission),
      ui: { none: 'shell' },
    }),
    history: query('GET /licensing/changes', {
      summary: 'How our contract changed',
      for: ['tenant'],
      can: 'licensing.account:read',
      in: Paging,
      out: page(LicensingChange),
      ui: subscription,
    }),
    previewPlan: query('GET /licensing/account/plan/preview', {
      summary: 'What another plan would cost, bring and take away',
      for: ['tenant'],
      can: 'licensing.account:read',
      in: z.object(choice),
      out: one(ChangePreview),
      ui: subscription,
    }),
    changePlan: command('POST /licensing/account/plan', {
      ...buy,
      summary: 'Choose another plan: more begins now, less with the next period',
      in: z.object({ ...choice, ...expected }),
      out: one(LicensingAccount),
      ui: subscription,
    }),
    keepPlan: command('POST /licensing/account/keep', {
      ...buy,
      summary: 'Withdraw a change or a cancellation that waits for the end of the period',
      in: z.object({}),
      out: one(LicensingAccount),
      ui: subscription,
    }),
    cancel: command('POST /licensing/account/cancel', {
      ...buy,
      summary: 'End the contract with the running period',
      in: z.object({ reason: z.string().trim().min(3, 'Say why.').max(300) }),
      out: one(LicensingAccount),
      ui: subscription,
    }),
    previewAddon: query('GET /licensing/account/addons/preview', {
      summary: 'What more or less of an add-on would cost',
      for: ['tenant'],
      can: 'licensing.account:read',
      in: z.object({ addonId: z.uuid(), quantity: z.coerce.number().int().min(0).max(10_000) }),
      out: one(AddonPreview),
      ui: addonPage,
    }),
    setAddon: command('PUT /licensing/account/addons/{addonId}', {
      ...buy,
      summary: 'Have so many of an add-on: more begins now, less with the next period',
      in: z.object({ addonId: z.uuid(), quantity: z.int().min(0).max(10_000), ...expected }),
      out: one(LicensingAccount),
      ui: addonPage,
    }),
    list: query('GET /licensing/accounts', {
      summary: 'Who is on what plan',
      for: ['platform'],
      can: 'platform.licensing:read',
      in: Paging.extend({
        q: z.string().trim().max(100).optional(),
        status: z.enum([...accountStatuses, 'none']).optional(),
      }),
      out: page(AccountSummary),
      ui: platformPage,
    }),
    revenue: query('GET /licensing/revenue', {
      summary: 'Monthly and yearly recurring revenue of the platform',
      for: ['platform'],
      can: 'platform.billing:read',
      in: z.object({}),
      out: one(RecurringRevenue),
      ui: '/dashboard/platform-admin/billing',
    }),
    movement: query('GET /licensing/revenue/movement', {
      summary: 'What each month brought: new, expansion, contraction, churn',
      for: ['platform'],
      can: 'platform.billing:read',
      in: z.object({ months: z.coerce.number().int().min(1).max(36).default(12) }),
      out: many(RevenueMonth),
      ui: '/dashboard/platform-admin/billing',
    }),
    grantTrial: command('POST /licensing/accounts/{tenantId}/trial', {
      ...grant,
      summary: 'Grant a provider more days of trial',
      in: z.object({ ...tenant, days: z.int().min(1, 'At least one day.').max(365) }),
      out: nothing(),
      emits: ['licence.trial-granted'],
    }),
    setPlan: command('POST /licensing/accounts/{tenantId}/plan', {
      ...grant,
      summary: 'Put a provider on a plan',
      description: 'Takes hold in the provider’s own tenancy a moment later; opens the contract of one that has none.',
      in: z.object({
        ...tenant,
        ...choice,
        when: z.enum(['now', 'later']).default('now'),
        /** A trial ends today and is paid for from now on; otherwise it goes on, of the plan chosen. */
        endTrial: z.boolean().default(false),
      }),
      out: nothing(),
      emits: ['licence.plan-set'],
    }),
    open: command('POST /licensing/account/open', {
      ...within,
      summary: 'Open a contract',
      in: z.object({
        planKey: z.string().max(60).default('professional'),
        offerId: z.uuid().optional(),
        interval: z.enum(intervals).default('month'),
        trial: z.boolean().default(true),
        billingEmail: z.string().max(254).default(''),
      }),
      out: nothing(),
      emits: ['licence.changed', 'licence.charge-due'],
    }),
    extendTrial: command('POST /licensing/account/extend-trial', {
      ...within,
      summary: 'Move the end of a trial',
      in: z.object({ days: z.int().min(1).max(365) }),
      out: nothing(),
      emits: ['licence.changed'],
    }),
    putOn: command('POST /licensing/account/put-on', {
      ...within,
      summary: 'Put the provider on a plan, as the platform’s staff decided',
      in: z.object({ ...choice, when: z.enum(['now', 'later']), endTrial: z.boolean() }),
      out: nothing(),
      emits: ['licence.changed', 'licence.charge-due'],
    }),
    turn: command('POST /licensing/account/turn', {
      ...within,
      summary: 'Begin the next period when the running one is over',
      in: z.object({}),
      out: one(PeriodTurn),
      emits: ['licence.changed'],
    }),
    standing: command('POST /licensing/account/standing', {
      ...within,
      summary: 'Note that the contract is behind with payment, or is not any more',
      in: z.object({ pastDue: z.boolean() }),
      out: nothing(),
      emits: ['licence.changed'],
    }),
    snapshot: query('GET /licensing/account/snapshot', {
      ...within,
      can: 'licensing.account:read',
      summary: 'What is on, and how much of it',
      in: z.object({}),
      out: one(LicenceSnapshot),
    }),
    inUse: query('GET /licensing/account/in-use', {
      ...within,
      can: 'licensing.account:read',
      summary: 'What the provider has at this moment',
      in: z.object({}),
      out: one(InUse),
    }),
    write: command('POST /licensing/account/letters', {
      ...within,
      summary: 'Write to the provider’s billing address, from the platform’s own outbox',
      in: z.object({ template: z.enum(letters), values: z.record(z.string().max(40), z.string().max(500)) }),
      out: nothing(),
      emits: ['provider-letter.due'],
    }),
  },
});
