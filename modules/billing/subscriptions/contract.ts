import { z } from 'zod';
import { command, contract, many, one, page, query } from '#kernel/contract/contract.ts';
import {
  currencyCode,
  each,
  embedMaybe,
  Id,
  idList,
  instant,
  localDate,
  minorUnits,
  open,
  Paging,
  personal,
  resource,
} from '#kernel/contract/fields.ts';

import { planChangeOperations } from './plan-change-operations.ts';
import { changeTimes } from './plan-change-resources.ts';

export * from './plan-change-resources.ts';
export const subscriptionStatuses = ['pending', 'active', 'suspended', 'cancelled', 'failed'] as const;
export const suspendReasons = ['non_payment', 'abuse', 'customer_request', 'other'] as const;
export const cycles = ['monthly', 'quarterly', 'annual'] as const;

export const Subscription = resource('Subscription', {
  id: open(z.uuid()),
  /** Human number, `S-000123`. */
  number: open(z.string()),
  customerId: open(z.uuid()),
  customerNumber: open(z.string()),
  customerName: personal('subscriber', z.string()),
  planId: open(z.uuid()),
  planName: open(z.string()),
  downloadKbps: open(z.int()),
  uploadKbps: open(z.int()),
  status: open(z.enum(subscriptionStatuses)),
  /** Why it was suspended, or why provisioning failed. */
  statusReason: open(z.string().nullable()),
  /** Of the running period; locked at the sale. */
  priceMinor: open(minorUnits()),
  /** Price and cycle from the next period on, after a change of plan. */
  nextPriceMinor: open(minorUnits().nullable()),
  nextCycle: open(z.enum(cycles).nullable()),
  setupFeeMinor: open(minorUnits()),
  currency: open(currencyCode()),
  cycle: open(z.enum(cycles)),
  orderedAt: open(instant()),
  activatedAt: open(instant().nullable()),
  /** Since when it is suspended; null while it is not. */
  suspendedAt: open(instant().nullable()),
  cancelledAt: open(instant().nullable()),
  /** Half-open local-date interval in the tenant's zone: start is in, end is not. */
  periodStart: open(localDate().nullable()),
  periodEnd: open(localDate().nullable()),
});

/** A suspension: its days are not charged. */
export const SubscriptionPause = resource('SubscriptionPause', {
  id: open(z.uuid()),
  reason: open(z.enum(suspendReasons)),
  /** Half-open local-date interval: the day of the suspension is free, the day of the return is charged. */
  fromDate: open(localDate()),
  toDate: open(localDate().nullable()),
  /** Days not charged so far. */
  days: open(z.int()),
  suspendedAt: open(instant()),
  resumedAt: open(instant().nullable()),
});

/** One portion of the subscriptions that follow a change of their plan. */
export const PlanFollowed = resource('PlanFollowed', {
  changed: open(z.int()),
  /** Requests to live sessions that are on record and have to be sent. */
  coaIds: open(z.array(z.uuid())),
  /** Subscriptions of this portion. */
  looked: open(z.int()),
  /** Where the next portion begins; null when all have followed. */
  next: open(z.uuid().nullable()),
});

/** Half-open: `end` is the first day of the next. */
export const SubscriptionPeriod = resource('SubscriptionPeriod', {
  subscriptionId: open(z.uuid()),
  customerId: open(z.uuid()),
  customerName: personal('subscriber', z.string()),
  number: open(z.string()),
  planId: open(z.uuid()),
  planName: open(z.string()),
  status: open(z.enum(subscriptionStatuses)),
  start: open(localDate()),
  end: open(localDate()),
  /** The same as instants, in the tenant's zone. */
  startsAt: open(instant()),
  endsAt: open(instant()),
});

export const SubscriptionMetrics = resource('SubscriptionMetrics', {
  active: open(z.int()),
  suspended: open(z.int()),
  pending: open(z.int()),
  failed: open(z.int()),
  /** Monthly recurring revenue of active subscriptions, in minor units of the tenant's currency. */
  mrrMinor: open(minorUnits()),
  currency: open(currencyCode()),
});

const list = '/dashboard/billing-revenue/subscriptions';
const person = '/dashboard/operations/customers/$id';
const about = { subscriptionId: open(z.uuid()), customerId: open(z.uuid()) };
const spec = { for: ['isp'], can: 'billing.subscription:write', out: one(Subscription), ui: [person, list] } as const;
const step = { for: [], can: 'billing.subscription:write', out: one(Subscription), ui: { none: 'internal' } } as const;

/** What a customer has bought: the one that runs, else the latest, and how many there are. */
export const CurrentSubscription = resource('CurrentSubscription', {
  id: open(z.uuid()),
  number: open(z.string()),
  plan: open(z.string()),
  planId: open(z.uuid()),
  status: open(z.enum(subscriptionStatuses)),
  /** Download and upload, such as `100/40 Mbit/s`. */
  bandwidth: open(z.string()),
  /** In minor units. */
  price: open(minorUnits()),
  currency: open(currencyCode()),
  cycle: open(z.enum(cycles)),
  periodEnd: open(localDate().nullable()),
});
export const CustomerSubscriptions = resource('CustomerSubscriptions', {
  customerId: open(z.uuid()),
  current: embedMaybe(CurrentSubscription),
  total: open(z.int()),
  active: open(z.int()),
});

export const subscriptions = contract({
  name: 'subscriptions',
  title: 'Subscriptions',
  events: {
    'subscription.ordered': {
      ...about,
      planId: open(z.uuid()),
      poolId: open(z.uuid().nullable()),
      nasVendor: open(z.string().nullable()),
    },
    'subscription.activated': about,
    'subscription.suspended': { ...about, reason: open(z.enum(suspendReasons)) },
    'subscription.resumed': about,
    'subscription.plan-changed': {
      ...about,
      fromPlanId: open(z.uuid()),
      toPlanId: open(z.uuid()),
      fromPlanName: open(z.string()),
      toPlanName: open(z.string()),
      startsWith: open(z.enum(changeTimes)),
      /** Charges less credits of the change. */
      netMinor: open(minorUnits()),
      currency: open(currencyCode()),
    },
    'subscription.plan-change-scheduled': {
      ...about,
      toPlanId: open(z.uuid()),
      toPlanName: open(z.string()),
      effectiveOn: open(localDate()),
    },
    'subscription.plan-change-dropped': { ...about, toPlanName: open(z.string()), reason: open(z.string()) },
    'subscription.cancelled': { ...about, reason: open(z.string()) },
    'subscription.failed': { ...about, reason: open(z.string()) },
  },
  realtime: {
    subscribers: {
      events: [
        'subscription.ordered',
        'subscription.activated',
        'subscription.suspended',
        'subscription.resumed',
        'subscription.plan-changed',
        'subscription.plan-change-scheduled',
        'subscription.plan-change-dropped',
        'subscription.cancelled',
        'subscription.failed',
        'radius.session-started',
        'radius.session-stopped',
        'radius.usage-updated',
        'invoice.issued',
        'invoice.paid',
        'invoice.voided',
      ],
      for: ['isp'],
      can: 'billing.subscription:read',
    },
  },
  operations: {
    list: query('GET /billing/subscriptions', {
      summary: 'List subscriptions',
      for: ['isp'],
      can: 'billing.subscription:read',
      in: Paging.extend({
        q: z.string().trim().max(100).optional(),
        status: z.enum(subscriptionStatuses).optional(),
        customerId: z.uuid().optional(),
        planId: z.uuid().optional(),
      }),
      out: page(Subscription),
      ui: [list, person],
    }),
    metrics: query('GET /billing/subscriptions/metrics', {
      summary: 'Count subscriptions and their recurring revenue',
      for: ['isp'],
      can: 'billing.subscription:read',
      in: z.object({}),
      out: one(SubscriptionMetrics),
      ui: [list, '/dashboard', '/dashboard/operations/customers'],
    }),
    get: query('GET /billing/subscriptions/{id}', {
      summary: 'Fetch a subscription',
      for: ['isp'],
      can: 'billing.subscription:read',
      in: Id,
      out: one(Subscription),
      ui: [person, list],
    }),
    byIds: query('GET /billing/subscriptions/by-ids', {
      summary: 'Fetch several subscriptions',
      for: ['isp'],
      can: 'billing.subscription:read',
      in: z.object({ ids: idList() }),
      out: many(Subscription),
      ui: { none: 'graph' },
    }),
    ofCustomers: query('GET /billing/subscriptions/of-customers', {
      summary: 'The newest subscriptions of each of several customers',
      for: ['isp'],
      can: 'billing.subscription:read',
      in: z.object({ customerIds: idList(), each: each() }),
      out: many(Subscription),
      ui: { none: 'graph' },
    }),
    summaries: query('GET /billing/subscriptions/summaries', {
      summary: 'What each of several customers has bought, at a glance',
      for: ['isp'],
      can: 'billing.subscription:read',
      in: z.object({ customerIds: idList() }),
      out: many(CustomerSubscriptions),
      ui: { none: 'graph' },
    }),
    pauses: query('GET /billing/subscriptions/{id}/pauses', {
      summary: 'List the suspensions of a subscription and the days they keep from being charged',
      for: ['isp'],
      can: 'billing.subscription:read',
      in: Id,
      out: many(SubscriptionPause),
      ui: list,
    }),
    order: command('POST /billing/subscriptions', {
      ...spec,
      summary: 'Sell a plan to a customer; provisioning begins at once',
      in: z.object({
        customerId: z.uuid(),
        planId: z.uuid(),
        poolId: z
          .uuid()
          .nullish()
          .describe('Pool for a fixed IPv4 address; absent: the pool that the tenant marks as default.'),
      }),
      emits: ['subscription.ordered'],
    }),
    suspend: command('POST /billing/subscriptions/{id}/suspend', {
      ...spec,
      summary: 'Suspend service: the live session drops, logins are refused',
      in: Id.extend({ reason: z.enum(suspendReasons) }),
      emits: ['subscription.suspended'],
    }),
    resume: command('POST /billing/subscriptions/{id}/resume', {
      ...spec,
      summary: 'Restore a suspended service',
      in: Id,
      emits: ['subscription.resumed'],
    }),
    cancel: command('POST /billing/subscriptions/{id}/cancel', {
      ...spec,
      summary: 'End a subscription: session dropped, account removed, address released',
      in: Id.extend({ reason: z.string().trim().min(3, 'Say why.').max(300) }),
      emits: ['subscription.cancelled', 'subscription.plan-change-dropped'],
    }),
    ...planChangeOperations,
    retry: command('POST /billing/subscriptions/{id}/retry', {
      ...spec,
      summary: 'Provision a subscription again after it failed',
      in: Id,
      emits: ['subscription.ordered'],
    }),
    activate: command('POST /billing/subscriptions/{id}/activate', {
      ...step,
      summary: 'Provisioning has finished',
      in: Id,
      emits: ['subscription.activated'],
    }),
    revert: command('POST /billing/subscriptions/{id}/revert', {
      ...step,
      summary: 'Take an activation back while provisioning rolls back',
      in: Id,
    }),
    fail: command('POST /billing/subscriptions/{id}/fail', {
      ...step,
      summary: 'Provisioning was rolled back',
      in: Id.extend({ reason: z.string() }),
      emits: ['subscription.failed'],
    }),
    followPlan: command('POST /billing/subscriptions/follow-plan', {
      ...step,
      summary: 'Give running subscriptions the name and speed that their plan has now',
      in: z.object({
        planId: z.uuid(),
        subscriptionId: z.uuid().optional(),
        after: z.uuid().optional(),
        limit: z.int().min(1).max(1000).default(100),
        rolloutId: z
          .uuid()
          .optional()
          .describe('The run that carries the speed; without it many subscriptions only follow the name.'),
        toSessions: z.boolean().default(true),
        force: z.boolean().default(false),
      }),
      out: one(PlanFollowed),
    }),
    periods: query('GET /billing/subscription-periods', {
      summary: 'The billing period that running subscriptions are in today',
      for: [],
      can: 'billing.subscription:write',
      ui: { none: 'internal' },
      in: z.object({
        subscriptionIds: z.array(z.uuid()).max(1000).default([]),
        customerId: z.uuid().nullable().default(null),
      }),
      out: many(SubscriptionPeriod),
    }),
  },
});
