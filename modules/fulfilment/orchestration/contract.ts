import { z } from 'zod';
import { command, contract, many, one, page, query } from '#kernel/contract/contract.ts';
import { embedMany, instant, open, Paging, resource } from '#kernel/contract/fields.ts';

export const runStatuses = ['queued', 'running', 'completed', 'rolled_back', 'failed', 'cancelled'] as const;
export const stepStatuses = ['waiting', 'running', 'completed', 'failed', 'undone', 'undoing', 'skipped'] as const;

/** A durable run (job or saga), as its engine's records show it. */
export const WorkflowRun = resource('WorkflowRun', {
  id: open(z.string()),
  workflow: open(z.string()),
  title: open(z.string()),
  status: open(z.enum(runStatuses)),
  /** Step that refused, and its words. */
  failedStep: open(z.string().nullable()),
  error: open(z.string().nullable()),
  /** What it is about, by its human number: `S-000123`. */
  subject: open(z.string().nullable()),
  subscriptionId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
  startedAt: open(instant()),
  updatedAt: open(instant()),
  completedAt: open(instant().nullable()),
  /** How often the engine took it up again after a crash. */
  recoveries: open(z.int()),
});
export const WorkflowStep = resource('WorkflowStep', {
  name: open(z.string()),
  title: open(z.string()),
  target: open(z.string()),
  compensates: open(z.boolean()),
  status: open(z.enum(stepStatuses)),
  error: open(z.string().nullable()),
  startedAt: open(instant().nullable()),
  completedAt: open(instant().nullable()),
  /** When it was taken back. */
  undoneAt: open(instant().nullable()),
});
export const WorkflowRunDetail = resource('WorkflowRunDetail', {
  ...WorkflowRun.fields,
  steps: embedMany(WorkflowStep),
});
export const WorkflowDefinition = resource('WorkflowDefinition', {
  name: open(z.string()),
  title: open(z.string()),
  schedule: open(z.string().nullable()),
  steps: open(z.array(z.object({ name: z.string(), title: z.string(), target: z.string(), compensates: z.boolean() }))),
});
export const RunMetrics = resource('RunMetrics', {
  open: open(z.int()),
  completedLastDay: open(z.int()),
  rolledBackLastDay: open(z.int()),
  failedLastDay: open(z.int()),
});

const RunId = z.object({ id: z.string().min(1).max(300) });
const list = '/dashboard/orchestration';
const detail = '/dashboard/orchestration/$runId';

export const orchestration = contract({
  name: 'orchestration',
  title: 'Orchestration',
  events: { 'workflow.retry-requested': { runId: open(z.string()), workflow: open(z.string()) } },
  realtime: {
    workflows: {
      events: ['subscription.ordered', 'subscription.activated', 'subscription.failed', 'workflow.retry-requested'],
      for: ['isp'],
      can: 'fulfilment.workflow:read',
    },
  },
  operations: {
    list: query('GET /orchestration/workflows', {
      summary: 'List runs of sagas and jobs',
      for: ['isp'],
      can: 'fulfilment.workflow:read',
      in: Paging.extend({
        workflow: z.string().max(100).optional(),
        status: z.enum(runStatuses).optional(),
        customerId: z.uuid().optional(),
      }),
      out: page(WorkflowRun),
      ui: [list, '/dashboard/operations/customers/$id'],
    }),
    metrics: query('GET /orchestration/metrics', {
      summary: 'Count open and recent runs',
      for: ['isp'],
      can: 'fulfilment.workflow:read',
      in: z.object({}),
      out: one(RunMetrics),
      ui: [list, '/dashboard'],
    }),
    definitions: query('GET /orchestration/definitions', {
      summary: 'The workflows this installation knows',
      for: ['isp'],
      can: 'fulfilment.workflow:read',
      in: z.object({}),
      out: many(WorkflowDefinition),
      ui: list,
    }),
    get: query('GET /orchestration/workflows/{id}', {
      summary: 'Fetch a run with its steps and compensation',
      for: ['isp'],
      can: 'fulfilment.workflow:read',
      in: RunId,
      out: one(WorkflowRunDetail),
      ui: detail,
    }),
    retry: command('POST /orchestration/workflows/{id}/retry', {
      summary: 'Start a rolled-back sale again, or take up a failed run at the step that failed',
      for: ['isp'],
      can: 'fulfilment.workflow:write',
      in: RunId.extend({ reason: z.string().trim().min(3, 'Say why.').max(300) }),
      out: one(WorkflowRun),
      emits: ['workflow.retry-requested'],
      ui: detail,
    }),
  },
});
