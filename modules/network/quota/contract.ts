import { z } from 'zod';
import { command, contract, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { instant, localDate, open, Paging, personal, resource } from '#kernel/contract/fields.ts';

export const quotaStates = ['within', 'throttled', 'blocked'] as const;
export type QuotaState = (typeof quotaStates)[number];
export const quotaPolicies = ['none', 'throttle', 'block'] as const;
export type QuotaPolicy = (typeof quotaPolicies)[number];

/** How much of its data a subscription has used in the billing period it is in. */
export const Quota = resource('Quota', {
  subscriptionId: open(z.uuid()),
  customerId: open(z.uuid()),
  customerName: personal('subscriber', z.string()),
  subscriptionNumber: open(z.string()),
  planId: open(z.uuid()),
  planName: open(z.string()),
  /** Half-open: `periodEnd` is the first day of the next. */
  periodStart: open(localDate()),
  periodEnd: open(localDate()),
  /** With what was added for this period; null: no cap. */
  capBytes: open(z.number().nullable()),
  extraBytes: open(z.number()),
  usedBytes: open(z.number()),
  policy: open(z.enum(quotaPolicies)),
  noticePercents: open(z.array(z.int())),
  /** The highest of these shares, or 100, that was passed in this period. */
  reachedPercent: open(z.int()),
  state: open(z.enum(quotaStates)),
  /** Since when it is throttled or blocked. */
  stateSince: open(instant().nullable()),
  throttledKbps: open(z.int().nullable()),
  /** When usage was last looked at. */
  checkedAt: open(instant()),
});

const person = '/dashboard/operations/customers/$id';
const quotasPage = '/dashboard/radius/data-caps';
const about = { subscriptionId: open(z.uuid()), customerId: open(z.uuid()) };
const internalStep = { for: [], can: 'network.quota:write', ui: { none: 'internal' } } as const;
const numbers = { usedBytes: open(z.number()), capBytes: open(z.number()) };

export const quota = contract({
  name: 'quota',
  title: 'Data caps',
  events: {
    'quota.threshold-reached': { ...about, ...numbers, percent: open(z.int()) },
    'quota.throttled': { ...about, ...numbers, downloadKbps: open(z.int()) },
    'quota.blocked': { ...about, ...numbers },
    'quota.lifted': { ...about, reason: open(z.enum(['new period', 'more data'])) },
    'quota.data-added': { ...about, bytes: open(z.number()), reason: open(z.string()) },
  },
  realtime: {
    quotas: {
      events: [
        'quota.threshold-reached',
        'quota.throttled',
        'quota.blocked',
        'quota.lifted',
        'quota.data-added',
        'radius.usage-updated',
      ],
      for: ['isp'],
      can: 'network.quota:read',
    },
  },
  operations: {
    list: query('GET /radius/data-caps', {
      summary: 'List subscriptions whose plan has a data cap, the most used first',
      for: ['isp'],
      can: 'network.quota:read',
      in: Paging.extend({
        state: z.enum(quotaStates).optional(),
        planId: z.uuid().optional(),
        minimumPercent: z.coerce.number().int().min(0).max(100).default(0),
      }),
      out: page(Quota),
      ui: quotasPage,
    }),
    ofCustomer: query('GET /radius/data-caps/of-customer', {
      summary: 'What a customer’s subscriptions have used of their data, as of now',
      for: ['isp'],
      can: 'network.quota:read',
      in: z.object({ customerId: z.uuid() }),
      out: many(Quota),
      ui: person,
    }),
    addData: command('POST /radius/data-caps/{subscriptionId}/add-data', {
      summary: 'Give a subscription more data for the period it is in; a restriction ends when that is enough',
      for: ['isp'],
      can: 'network.quota:write',
      in: z.object({
        subscriptionId: z.uuid(),
        bytes: z
          .int({ error: 'Give the amount as a number.' })
          .min(1_000_000, 'At least 1 MB.')
          .max(1_000_000_000_000_000, 'At most 1 PB.'),
        reason: z.string().trim().min(3, 'Say why.').max(200),
      }),
      out: one(Quota),
      emits: ['quota.data-added', 'quota.lifted', 'quota.threshold-reached', 'quota.throttled', 'quota.blocked'],
      ui: person,
    }),
    check: command('POST /radius/data-caps/check', {
      ...internalStep,
      summary: 'Look at subscriptions that may have passed a threshold, and act on those that have',
      in: z.object({ limit: z.int().min(1).max(1000).default(200) }),
      out: many(Quota),
      emits: ['quota.threshold-reached', 'quota.throttled', 'quota.blocked', 'quota.lifted'],
    }),
    follow: command('POST /radius/data-caps/follow', {
      ...internalStep,
      summary: 'Watch a subscription from now on, or by another plan',
      in: z.object({ subscriptionId: z.uuid() }),
      out: nothing(),
      emits: ['quota.threshold-reached', 'quota.throttled', 'quota.blocked', 'quota.lifted'],
    }),
    followPlan: command('POST /radius/data-caps/follow-plan', {
      ...internalStep,
      summary: 'Take over the cap of a plan; its subscriptions are looked at again',
      in: z.object({ planId: z.uuid() }),
      out: nothing(),
    }),
    forget: command('POST /radius/data-caps/forget', {
      ...internalStep,
      summary: 'Stop watching a subscription',
      in: z.object({ subscriptionId: z.uuid() }),
      out: nothing(),
    }),
  },
});
