import { z } from 'zod';
import { command, many, one, query } from '#kernel/contract/contract.ts';
import { Id, minorUnits } from '#kernel/contract/fields.ts';
import { changeTimes, PlanChange, PlanChangePreview } from './plan-change-resources.ts';

const list = '/dashboard/billing-revenue/subscriptions';
const person = '/dashboard/operations/customers/$id';
const wished = Id.extend({
  planId: z.uuid(),
  when: z
    .enum(changeTimes)
    .default('now')
    .describe('With which day it begins: today, or the first of the next period.'),
});
const inside = { for: [], can: 'billing.subscription:write', ui: { none: 'internal' } } as const;

/** Upgrades and downgrades. */
export const planChangeOperations = {
  previewPlanChange: query('GET /billing/subscriptions/{id}/plan-change', {
    summary: 'What a change of plan would cost and do',
    for: ['isp'],
    can: 'billing.subscription:read',
    in: wished,
    out: one(PlanChangePreview),
    ui: [person, list],
  }),
  previewMyPlanChange: query('GET /billing/subscriptions/{id}/plan-change', {
    summary: 'What a change of my plan would cost and do',
    for: ['customer'],
    can: 'signed-in',
    in: wished,
    out: one(PlanChangePreview),
    ui: '/customer-portal/service',
  }),
  planChanges: query('GET /billing/subscriptions/{id}/plan-changes', {
    summary: 'Changes of plan of a subscription, the newest first; one may wait for the next period',
    for: ['isp'],
    can: 'billing.subscription:read',
    in: Id,
    out: many(PlanChange),
    ui: [person, list],
  }),
  changePlan: command('POST /billing/subscriptions/{id}/change-plan', {
    summary: 'Move to another plan: now, with what is left of the period credited and charged, or with the next period',
    for: ['isp'],
    can: 'billing.subscription:write',
    in: wished.extend({
      expectedNetMinor: minorUnits()
        .optional()
        .describe('`netMinor` of the preview that was agreed to; when it has become another, nothing is changed.'),
    }),
    out: one(PlanChange),
    emits: ['subscription.plan-changed', 'subscription.plan-change-scheduled', 'subscription.plan-change-dropped'],
    ui: [person, list],
  }),
  dropPlanChange: command('POST /billing/subscriptions/{id}/plan-change/drop', {
    summary: 'Take back a change of plan that waits for the next period',
    for: ['isp'],
    can: 'billing.subscription:write',
    in: Id,
    out: one(PlanChange),
    emits: ['subscription.plan-change-dropped'],
    ui: [person, list],
  }),
  duePlanChanges: query('GET /billing/plan-changes/due', {
    ...inside,
    summary: 'Changes of plan whose day has come',
    in: z.object({ limit: z.int().min(1).max(1000).default(100) }),
    out: many(PlanChange),
  }),
  applyPlanChange: command('POST /billing/plan-changes/{id}/apply', {
    ...inside,
    summary: 'Make a change of plan whose day has come',
    in: Id,
    out: one(PlanChange),
    emits: ['subscription.plan-changed', 'subscription.plan-change-dropped'],
  }),
  failPlanChange: command('POST /billing/plan-changes/{id}/fail', {
    ...inside,
    summary: 'Keep why a change of plan could not be made',
    in: Id.extend({ reason: z.string().max(500) }),
    out: one(PlanChange),
    emits: ['subscription.plan-change-dropped'],
  }),
};
