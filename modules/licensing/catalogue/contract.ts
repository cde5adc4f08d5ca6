import { z } from 'zod';
import { command, contract, many, one, query } from '#kernel/contract/contract.ts';
import { currencyCode, Id, minorUnits, open, resource } from '#kernel/contract/fields.ts';
import { featureKeys } from './features.ts';
import { metrics, seatTypes } from './rules.ts';

// Other modules reach the catalogue of features, and what is measured, by this contract.
export { featureByKey, featureOfModule, features, missingNeeds } from './features.ts';
export type { Allowance, Allowances, Metric, SeatCounts, SeatType } from './rules.ts';
export { metricInfo, metrics, overageMinor, seatNames, seatTypes, shareOf } from './rules.ts';

export const featureKey = z.enum(featureKeys);
const amount = z.int().min(0).max(1_000_000_000_000_000);
export const allowanceShape = z.object({
  included: amount.nullable(),
  hard: z.boolean(),
  overageMinor: z.int().min(0).max(1_000_000_00),
  overageUnits: z.int().min(1).max(1_000_000_000_000),
});
export const allowancesShape = z.object({
  subscribers: allowanceShape,
  staff_seats: allowanceShape,
  storage_bytes: allowanceShape,
  api_calls: allowanceShape,
  sms: allowanceShape,
});
export const seatCountsShape = z.object({
  admin: z.int().min(0).max(100_000),
  operator: z.int().min(0).max(100_000),
  'read-only': z.int().min(0).max(100_000),
});

/** A part of the product that plans are made of. */
export const FeatureModule = resource('FeatureModule', {
  key: open(featureKey),
  name: open(z.string()),
  description: open(z.string()),
  /** Modules of the product that it opens. */
  modules: open(z.array(z.string())),
  needs: open(z.array(featureKey)),
  /** The cheapest plan offered that has it. */
  cheapestPlan: open(z.string().nullable()),
});
/** A plan as it is, or was, sold: one version of it. */
export const PlanVersion = resource('PlanVersion', {
  id: open(z.uuid()),
  planId: open(z.uuid()),
  key: open(z.string()),
  name: open(z.string()),
  tagline: open(z.string()),
  position: open(z.int()),
  status: open(z.enum(['offered', 'retired'])),
  version: open(z.int()),
  /** Whether it is the version that is sold now. */
  current: open(z.boolean()),
  trialDays: open(z.int()),
  currency: open(currencyCode()),
  monthMinor: open(minorUnits()),
  yearMinor: open(minorUnits()),
  features: open(z.array(featureKey)),
  allowances: open(allowancesShape),
  seats: open(seatCountsShape),
});
/** What can be bought besides a plan, by the month. */
export const Addon = resource('Addon', {
  id: open(z.uuid()),
  key: open(z.string()),
  name: open(z.string()),
  description: open(z.string()),
  kind: open(z.enum(['feature', 'quota', 'seat'])),
  feature: open(featureKey.nullable()),
  metric: open(z.enum(metrics).nullable()),
  seatType: open(z.enum(seatTypes).nullable()),
  amount: open(z.int()),
  currency: open(currencyCode()),
  monthMinor: open(minorUnits()),
  status: open(z.enum(['offered', 'retired'])),
});

const licensing = '/dashboard/platform-admin/licensing';
const everywhere = ['/tenant-portal/billing/subscription', licensing] as const;
const price = minorUnits().min(0).max(1_000_000_000);
const composition = {
  monthMinor: price,
  yearMinor: price,
  features: z.array(featureKey).max(featureKeys.length),
  allowances: allowancesShape,
  seats: seatCountsShape,
};
const about = { planId: open(z.uuid()) };

export const licensingCatalogue = contract({
  name: 'licensing-catalogue',
  title: 'Plans of the platform',
  events: { 'licensing-plan.changed': about, 'licensing-addon.changed': { addonId: open(z.uuid()) } },
  realtime: {
    'licensing-plans': {
      events: ['licensing-plan.changed', 'licensing-addon.changed'],
      for: ['platform'],
      can: 'licensing.plan:read',
    },
  },
  operations: {
    features: query('GET /licensing/modules', {
      summary: 'The modules that plans are made of, and what each needs',
      for: ['tenant', 'isp', 'platform'],
      can: 'licensing.plan:read',
      in: z.object({}),
      out: many(FeatureModule),
      ui: [...everywhere, '/dashboard/licensing'],
    }),
    plans: query('GET /licensing/plans', {
      summary: 'The plans that are sold now',
      for: ['tenant', 'isp', 'platform'],
      can: 'licensing.plan:read',
      in: z.object({ retired: z.stringbool().default(false) }),
      out: many(PlanVersion),
      ui: everywhere,
    }),
    addons: query('GET /licensing/addons', {
      summary: 'What can be bought besides a plan',
      for: ['tenant', 'platform'],
      can: 'licensing.plan:read',
      in: z.object({ retired: z.stringbool().default(false) }),
      out: many(Addon),
      ui: ['/tenant-portal/billing/addons', licensing],
    }),
    versions: query('GET /licensing/plans/{id}/versions', {
      summary: 'What a plan was before, newest first',
      for: ['platform'],
      can: 'licensing.plan:read',
      in: Id,
      out: many(PlanVersion),
      ui: licensing,
    }),
    createPlan: command('POST /licensing/plans', {
      summary: 'Offer a new plan',
      for: ['platform'],
      can: 'licensing.plan:write',
      in: z.object({
        key: z.string().regex(/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/, 'Small letters, digits and dashes, 3 to 40.'),
        name: z.string().trim().min(2, 'A name is needed.').max(60),
        tagline: z.string().trim().max(120).default(''),
        trialDays: z.int().min(0).max(365).default(14),
        ...composition,
      }),
      out: one(PlanVersion),
      emits: ['licensing-plan.changed'],
      ui: licensing,
    }),
    revisePlan: command('POST /licensing/plans/{id}/versions', {
      summary: 'Change a plan for those who choose it from now on; whoever is on it keeps what they have',
      for: ['platform'],
      can: 'licensing.plan:write',
      in: Id.extend(composition),
      out: one(PlanVersion),
      emits: ['licensing-plan.changed'],
      ui: licensing,
    }),
    describePlan: command('PATCH /licensing/plans/{id}', {
      summary: 'Change how a plan is called, how long its trial is, or whether it is sold',
      for: ['platform'],
      can: 'licensing.plan:write',
      in: Id.extend({
        name: z.string().trim().min(2, 'A name is needed.').max(60).optional(),
        tagline: z.string().trim().max(120).optional(),
        trialDays: z.int().min(0).max(365).optional(),
        status: z.enum(['offered', 'retired']).optional(),
      }),
      out: one(PlanVersion),
      emits: ['licensing-plan.changed'],
      ui: licensing,
    }),
    priceAddon: command('PATCH /licensing/addons/{id}', {
      summary: 'Change an add-on’s price for new buyers, or whether it is sold',
      for: ['platform'],
      can: 'licensing.plan:write',
      in: Id.extend({ monthMinor: price.optional(), status: z.enum(['offered', 'retired']).optional() }),
      out: one(Addon),
      emits: ['licensing-addon.changed'],
      ui: licensing,
    }),
    version: query('GET /licensing/plan-versions/{id}', {
      summary: 'One version of a plan, sold or not',
      for: [],
      can: 'licensing.plan:read',
      in: Id,
      out: one(PlanVersion),
      ui: { none: 'internal' },
    }),
  },
});
