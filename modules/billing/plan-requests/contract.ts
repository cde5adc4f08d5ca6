import { z } from 'zod';
import { command, contract, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import {
  currencyCode,
  Id,
  instant,
  internal,
  localDate,
  minorUnits,
  open,
  Paging,
  personal,
  resource,
} from '#kernel/contract/fields.ts';
import { changeTimes } from '#modules/billing/subscriptions/contract.ts';
import { billingCycles, capPolicies } from '#modules/catalog/internet-plans/contract.ts';
import { requestStatuses, selfServiceModes } from './rules.ts';

/** A subscriber's wish for another plan, and what became of it. */
export const PlanRequest = resource('PlanRequest', {
  id: open(z.uuid()),
  subscriptionId: open(z.uuid()),
  subscriptionNumber: open(z.string()),
  customerId: open(z.uuid()),
  customerName: personal('subscriber', z.string()),
  fromPlanName: open(z.string()),
  toPlanId: open(z.uuid()),
  toPlanName: open(z.string()),
  direction: open(z.enum(['upgrade', 'downgrade', 'sideways'])),
  startsWith: open(z.enum(changeTimes)),
  fromPriceMinor: open(minorUnits()),
  toPriceMinor: open(minorUnits()),
  currency: open(currencyCode()),
  /** What the subscriber saw and agreed to pay at once; below zero is a credit. */
  agreedNetMinor: open(minorUnits()),
  note: personal('subscriber', z.string()),
  status: open(z.enum(requestStatuses)),
  /** Why it was declined or dropped, as the subscriber reads it. */
  statusReason: open(z.string().nullable()),
  /** First day on the new plan, once approved. */
  effectiveOn: open(localDate().nullable()),
  requestedAt: open(instant()),
  decidedAt: open(instant().nullable()),
  /** Null: nobody had to, or nobody has. */
  decidedBy: personal('staff', z.string().nullable()),
  /** Why it was not carried out at once although that is set. */
  obstacle: internal(z.string().nullable()),
});
/** A plan that a subscription may move to. */
export const PlanChoice = resource('PlanChoice', {
  planId: open(z.uuid()),
  name: open(z.string()),
  description: open(z.string()),
  direction: open(z.enum(['upgrade', 'downgrade', 'sideways'])),
  downloadKbps: open(z.int()),
  uploadKbps: open(z.int()),
  priceMinor: open(minorUnits()),
  currency: open(currencyCode()),
  cycle: open(z.enum(billingCycles)),
  /** Against the plan of today; null when the two are paid for different times. */
  differenceMinor: open(minorUnits().nullable()),
  dataCapBytes: open(z.int().nullable()),
  capPolicy: open(z.enum(capPolicies)),
  /** A suspended service can only change with its next period. */
  mayBeginNow: open(z.boolean()),
  /** Whether it begins without anybody at the provider deciding. */
  atOnce: open(z.boolean()),
});
export const PlanSelfService = resource('PlanSelfService', {
  mode: open(z.enum(selfServiceModes)),
  /** Plans for sale that the portal does not show. */
  hiddenPlanIds: internal(z.array(z.uuid())),
});
export const PlanRequestMetrics = resource('PlanRequestMetrics', {
  waiting: open(z.int()),
  oldestWaitingAt: open(instant().nullable()),
  approvedLast30Days: open(z.int()),
  declinedLast30Days: open(z.int()),
});

const desk = '/dashboard/billing-revenue/plan-requests';
const read = { for: ['isp'], can: 'billing.subscription:read', ui: desk } as const;
const write = { for: ['isp'], can: 'billing.subscription:write', ui: desk } as const;
const own = { for: ['customer'], can: 'signed-in', ui: '/customer-portal/service/$id/plan' } as const;
const about = { planRequestId: open(z.uuid()), subscriptionId: open(z.uuid()), customerId: open(z.uuid()) };

export const planRequests = contract({
  name: 'plan-requests',
  title: 'Plan requests',
  events: {
    'plan-request.asked': { ...about, toPlanName: open(z.string()) },
    'plan-request.approved': { ...about, toPlanName: open(z.string()) },
    'plan-request.declined': { ...about, toPlanName: open(z.string()) },
    'plan-request.withdrawn': { ...about, toPlanName: open(z.string()) },
    'plan-request.dropped': { ...about, toPlanName: open(z.string()) },
  },
  realtime: {
    'plan-requests': {
      events: [
        'plan-request.asked',
        'plan-request.approved',
        'plan-request.declined',
        'plan-request.withdrawn',
        'plan-request.dropped',
      ],
      for: ['isp'],
      can: 'billing.subscription:read',
    },
  },
  operations: {
    list: query('GET /billing/plan-requests', {
      ...read,
      summary: 'List what subscribers asked for in the portal, the newest first',
      in: Paging.extend({
        status: z.enum(requestStatuses).optional(),
        customerId: z.uuid().optional(),
        q: z.string().trim().max(100).optional(),
      }),
      out: page(PlanRequest),
    }),
    metrics: query('GET /billing/plan-requests/metrics', {
      ...read,
      summary: 'How many requests wait, and how they went',
      in: z.object({}),
      out: one(PlanRequestMetrics),
    }),
    approve: command('POST /billing/plan-requests/{id}/approve', {
      ...write,
      summary: 'Carry out a change of plan that a subscriber asked for',
      in: Id,
      out: one(PlanRequest),
      emits: ['plan-request.approved'],
    }),
    decline: command('POST /billing/plan-requests/{id}/decline', {
      ...write,
      summary: 'Decline a change of plan; the subscriber reads why',
      in: Id.extend({ reason: z.string().trim().min(3, 'Say why; the subscriber reads it.').max(300) }),
      out: one(PlanRequest),
      emits: ['plan-request.declined'],
    }),
    settings: query('GET /billing/plan-self-service', {
      ...read,
      summary: 'What subscribers may do about their plan in the portal',
      in: z.object({}),
      out: one(PlanSelfService),
    }),
    updateSettings: command('PUT /billing/plan-self-service', {
      for: ['isp'],
      can: 'catalog.plan:write',
      ui: desk,
      summary: 'Choose whether changes of plan happen at once or wait for staff, and which plans are shown',
      in: z.object({ mode: z.enum(selfServiceModes), hiddenPlanIds: z.array(z.uuid()).max(100).default([]) }),
      out: one(PlanSelfService),
    }),
    choices: query('GET /plan-choices/{subscriptionId}', {
      ...own,
      summary: 'The plans that my subscription may move to',
      in: z.object({ subscriptionId: z.uuid() }),
      out: many(PlanChoice),
    }),
    mine: query('GET /plan-requests', {
      ...own,
      ui: ['/customer-portal/service', '/customer-portal/service/$id/plan'],
      summary: 'What I asked for about my plan, the newest first',
      in: z.object({}),
      out: many(PlanRequest),
    }),
    ask: command('POST /plan-requests', {
      ...own,
      summary: 'Ask for another plan',
      perMinute: 10,
      in: z.object({
        subscriptionId: z.uuid(),
        planId: z.uuid(),
        when: z.enum(changeTimes).default('now'),
        expectedNetMinor: minorUnits().describe('`netMinor` of the preview that was agreed to.'),
        note: z.string().trim().max(500).default(''),
      }),
      out: one(PlanRequest),
      emits: ['plan-request.asked'],
    }),
    withdraw: command('POST /plan-requests/{id}/withdraw', {
      ...own,
      ui: '/customer-portal/service',
      summary: 'Take back what I asked for about my plan',
      in: Id,
      out: one(PlanRequest),
      emits: ['plan-request.withdrawn'],
    }),
    carryOut: command('POST /billing/plan-requests/{id}/carry-out', {
      for: [],
      can: 'billing.subscription:write',
      ui: { none: 'internal' },
      summary: 'Carry out a request at once where that is set; otherwise it waits',
      in: Id,
      out: nothing(),
      emits: ['plan-request.approved'],
    }),
    follow: command('POST /billing/plan-requests/follow', {
      for: [],
      can: 'billing.subscription:write',
      ui: { none: 'internal' },
      summary: 'Take note that a subscription ended, or that its waiting change was taken back',
      in: z.object({
        subscriptionId: z.uuid(),
        ended: z.boolean(),
        reason: z.string(),
        at: instant().describe('When it happened: what was decided with it or later is not meant.'),
      }),
      out: nothing(),
      emits: ['plan-request.declined', 'plan-request.dropped'],
    }),
  },
});
