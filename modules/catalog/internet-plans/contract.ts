import { z } from 'zod';
import { command, contract, many, one, page, query } from '#kernel/contract/contract.ts';
import {
  currencyCode,
  Id,
  idList,
  instant,
  internal,
  minorUnits,
  open,
  Paging,
  resource,
} from '#kernel/contract/fields.ts';

export const planStatuses = ['draft', 'active', 'archived'] as const;
export const billingCycles = ['monthly', 'quarterly', 'annual'] as const;
export const capPolicies = ['none', 'throttle', 'block'] as const;

const kbps = z
  .int({ error: 'Give the speed as a number.' })
  .min(64, 'At least 64 kbit/s.')
  .max(400_000_000, 'At most 400 Gbit/s.');
const price = z
  .int({ error: 'Give an amount, such as 39.00.' })
  .min(0, 'A price cannot be negative.')
  .max(100_000_000_00, 'This price is too large.');

export const InternetPlan = resource('InternetPlan', {
  id: open(z.uuid()),
  /** Short code, unique in the tenant: `fiber-100`. */
  code: open(z.string()),
  name: open(z.string()),
  description: open(z.string()),
  status: open(z.enum(planStatuses)),
  downloadKbps: open(z.int()),
  uploadKbps: open(z.int()),
  /** The bandwidth profile its speed is; null: the plan carries its own. */
  bandwidthProfileId: open(z.uuid().nullable()),
  priceMinor: open(minorUnits()),
  setupFeeMinor: open(minorUnits()),
  currency: open(currencyCode()),
  cycle: open(z.enum(billingCycles)),
  /** Null: no cap. */
  dataCapBytes: open(z.int().nullable()),
  capPolicy: open(z.enum(capPolicies)),
  /** Speed after the cap, with `throttle`. */
  throttledKbps: open(z.int().nullable()),
  /** Shares of the cap at which the customer is told; they are told of the cap itself in any case. */
  capNoticePercents: open(z.array(z.int())),
  sessionTimeoutSeconds: internal(z.int().nullable()),
  idleTimeoutSeconds: internal(z.int().nullable()),
  /** Subscriptions that are neither cancelled nor failed. */
  subscriptionCount: internal(z.int()),
  /** The run that carries a new speed to running subscriptions; only in the answer of that change. */
  rolloutId: open(z.uuid().nullable()),
  createdAt: open(instant()),
  updatedAt: open(instant()),
});

// Without defaults: a change that leaves a field out must leave the plan's own value alone.
const values = {
  code: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9-]{1,39}$/, 'Small letters, digits and dashes, 2 to 40.'),
  name: z.string().trim().min(1, 'A name is needed.').max(100),
  description: z.string().trim().max(1000),
  downloadKbps: kbps,
  uploadKbps: kbps,
  bandwidthProfileId: z.uuid('Choose a bandwidth profile.').nullable(),
  priceMinor: price,
  setupFeeMinor: price,
  cycle: z.enum(billingCycles),
  dataCapBytes: z.int({ error: 'Give the cap as a number.' }).positive('A cap is more than nothing.').nullable(),
  capPolicy: z.enum(capPolicies),
  throttledKbps: kbps.nullable(),
  capNoticePercents: z
    .array(z.int('Give percents as numbers.').min(1, 'At least 1 %.').max(99, 'At most 99 %.'))
    .max(5, 'At most five notices.'),
  sessionTimeoutSeconds: z
    .int({ error: 'Give the time as a number.' })
    .min(60, 'At least 60 seconds.')
    .max(31_536_000, 'At most a year.')
    .nullable(),
  idleTimeoutSeconds: z
    .int({ error: 'Give the time as a number.' })
    .min(60, 'At least 60 seconds.')
    .max(31_536_000, 'At most a year.')
    .nullable(),
};
export const planInput = z.object({
  ...values,
  description: values.description.default(''),
  setupFeeMinor: values.setupFeeMinor.default(0),
  bandwidthProfileId: values.bandwidthProfileId.default(null),
  capNoticePercents: values.capNoticePercents.default([80]),
  cycle: values.cycle.default('monthly'),
  dataCapBytes: values.dataCapBytes.default(null),
  capPolicy: values.capPolicy.default('none'),
  throttledKbps: values.throttledKbps.default(null),
  sessionTimeoutSeconds: values.sessionTimeoutSeconds.default(null),
  idleTimeoutSeconds: values.idleTimeoutSeconds.default(null),
});
export const planChange = z.object(values).partial();
export const planSorts = ['name', '-name', 'priceMinor', '-priceMinor', 'downloadKbps', '-downloadKbps'] as const;

const list = '/dashboard/services/internet-plans';
const detail = '/dashboard/services/internet-plans/$id';
const about = { planId: open(z.uuid()) };
const internalStep = { for: [], can: 'catalog.plan:write', ui: { none: 'internal' } } as const;

export const internetPlans = contract({
  name: 'internet-plans',
  title: 'Internet plans',
  events: {
    'plan.created': about,
    /** With the run that will carry a new speed to running subscriptions; null when there is none to carry. */
    'plan.updated': { ...about, rolloutId: open(z.uuid().nullable()) },
    'plan.activated': about,
    'plan.archived': about,
  },
  realtime: {
    plans: {
      events: ['plan.created', 'plan.updated', 'plan.activated', 'plan.archived'],
      for: ['isp'],
      can: 'catalog.plan:read',
    },
  },
  operations: {
    list: query('GET /services/internet-plans', {
      summary: 'List internet plans',
      for: ['isp'],
      can: 'catalog.plan:read',
      in: Paging.extend({
        q: z.string().trim().max(100).optional(),
        status: z.enum(planStatuses).optional(),
        sort: z.enum(planSorts).default('priceMinor'),
      }),
      out: page(InternetPlan),
      ui: list,
    }),
    get: query('GET /services/internet-plans/{id}', {
      summary: 'Fetch an internet plan',
      for: ['isp'],
      can: 'catalog.plan:read',
      in: Id,
      out: one(InternetPlan),
      ui: detail,
    }),
    byIds: query('GET /services/internet-plans/by-ids', {
      summary: 'Fetch several internet plans',
      for: ['isp'],
      can: 'catalog.plan:read',
      in: z.object({ ids: idList() }),
      out: many(InternetPlan),
      ui: { none: 'graph' },
    }),
    create: command('POST /services/internet-plans', {
      summary: 'Create an internet plan as a draft',
      for: ['isp'],
      can: 'catalog.plan:write',
      in: planInput,
      out: one(InternetPlan),
      emits: ['plan.created'],
      ui: '/dashboard/services/internet-plans/new',
    }),
    update: command('PATCH /services/internet-plans/{id}', {
      summary: 'Change a plan; running subscriptions keep their price and get the new speed',
      for: ['isp'],
      can: 'catalog.plan:write',
      in: Id.extend(planChange.shape),
      out: one(InternetPlan),
      emits: ['plan.updated'],
      ui: detail,
    }),
    ofProfiles: query('GET /services/plans-of-profiles', {
      ...internalStep,
      summary: 'Plans whose speed is one of these bandwidth profiles',
      in: z.object({ profileIds: z.array(z.uuid()).max(500) }),
      out: many(InternetPlan),
    }),
    followProfile: command('POST /services/internet-plans/follow-profile', {
      ...internalStep,
      summary: 'Give the plans of a bandwidth profile the speed it has now',
      in: z.object({ profileId: z.uuid() }),
      out: many(InternetPlan),
      emits: ['plan.updated'],
    }),
    activate: command('POST /services/internet-plans/{id}/activate', {
      summary: 'Offer a plan for sale',
      for: ['isp'],
      can: 'catalog.plan:write',
      in: Id,
      out: one(InternetPlan),
      emits: ['plan.activated'],
      ui: detail,
    }),
    archive: command('POST /services/internet-plans/{id}/archive', {
      summary: 'Stop selling a plan; subscriptions on it go on',
      for: ['isp'],
      can: 'catalog.plan:write',
      in: Id,
      out: one(InternetPlan),
      emits: ['plan.archived'],
      ui: detail,
    }),
  },
});
