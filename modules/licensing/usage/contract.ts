import { z } from 'zod';
import { command, contract, many, nothing, query } from '#kernel/contract/contract.ts';
import { currencyCode, internal, localDate, minorUnits, open, resource } from '#kernel/contract/fields.ts';
import { metrics } from '#modules/licensing/catalogue/contract.ts';

/** How far a metric is in the running period. */
export const MetricUsage = resource('MetricUsage', {
  metric: open(z.enum(metrics)),
  name: open(z.string()),
  unit: open(z.string()),
  kind: open(z.enum(['peak', 'sum'])),
  /** Where the figure comes from, in words. */
  source: open(z.string()),
  used: open(z.int()),
  /** Null: no end. */
  included: open(z.int().nullable()),
  hard: open(z.boolean()),
  forecast: open(z.int()),
  overageMinor: open(minorUnits()),
  forecastOverageMinor: open(minorUnits()),
  /** Price of `overageUnits` more than included. */
  overagePriceMinor: open(minorUnits()),
  overageUnits: open(z.int()),
  currency: open(currencyCode()),
  periodStart: open(localDate().nullable()),
  periodEnd: open(localDate().nullable()),
});
export const UsageDay = resource('UsageDay', {
  metric: open(z.enum(metrics)),
  day: open(localDate()),
  value: open(z.int()),
});
export const Measure = resource('Measure', { metric: internal(z.enum(metrics)), value: internal(z.int()) });

const usagePage = '/tenant-portal/billing/usage';
const within = { for: [], can: 'licensing.account:read', ui: { none: 'internal' } } as const;

export const licensingUsage = contract({
  name: 'licensing-usage',
  title: 'Usage of providers',
  events: {
    'quota.warned': { metric: open(z.enum(metrics)), percent: open(z.int()) },
    'usage.sampled': { day: open(localDate()) },
  },
  realtime: {
    'licence-usage': {
      events: ['quota.warned', 'usage.sampled'],
      for: ['tenant', 'isp'],
      can: 'licensing.account:read',
    },
  },
  operations: {
    usage: query('GET /licensing/usage', {
      summary: 'How much of each quota is used, what it will come to and what is over',
      for: ['tenant', 'isp'],
      can: 'licensing.account:read',
      in: z.object({}),
      out: many(MetricUsage),
      ui: [usagePage, '/dashboard/licensing'],
    }),
    history: query('GET /licensing/usage/history', {
      summary: 'Use by day',
      for: ['tenant'],
      can: 'licensing.account:read',
      in: z.object({ metric: z.enum(metrics), days: z.coerce.number().int().min(1).max(400).default(90) }),
      out: many(UsageDay),
      ui: usagePage,
    }),
    ofPeriod: query('GET /licensing/usage/period', {
      ...within,
      summary: 'What a period came to',
      in: z.object({ start: localDate(), end: localDate() }),
      out: many(Measure),
    }),
    count: command('POST /licensing/usage/count', {
      ...within,
      can: 'licensing.account:write',
      summary: 'Add to a sum, once for each source',
      in: z.object({ metric: z.enum(metrics), sourceId: z.uuid(), amount: z.int().min(1).max(1_000_000_000) }),
      out: nothing(),
    }),
    sample: command('POST /licensing/usage/sample', {
      ...within,
      can: 'licensing.account:write',
      summary: 'Note what is in use now, and tell of thresholds that were passed',
      in: z.object({}),
      out: nothing(),
      emits: ['quota.warned', 'usage.sampled'],
    }),
    enforce: query('GET /licensing/usage/enforce', {
      ...within,
      summary: 'Refuse what a hard limit has no room for',
      in: z.object({ metric: z.enum(metrics) }),
      out: nothing(),
    }),
  },
});
