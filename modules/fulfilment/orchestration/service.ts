import { implement } from '#kernel/context.ts';
import { knownWorkflows } from '#kernel/durable.ts';
import { conflict } from '#kernel/errors.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { orchestration } from './contract.ts';
import { shownSteps, whyNotRetry } from './rules.ts';
import { findRun, listRuns, runMetrics, stepsOf } from './runs.ts';

export const service = implement(orchestration, {
  list: (ctx, filters) => listRuns(ctx, filters),

  metrics: (ctx) => runMetrics(ctx),

  async definitions() {
    const items = [...knownWorkflows.values()].map(({ name, title, schedule, plan }) => ({
      name,
      title,
      schedule: schedule ?? null,
      steps: plan.map((step) => ({ name: step.name, title: step.title, target: step.target, compensates: step.undo })),
    }));
    return { items: items.sort((a, b) => a.title.localeCompare(b.title, 'en')) };
  },

  async get(ctx, { id }) {
    const run = await findRun(ctx, id);
    const steps = shownSteps(knownWorkflows.get(run.workflow)?.plan ?? [], await stepsOf(ctx, id), run.status);
    return { ...run, steps };
  },

  async retry(ctx, { id }) {
    const run = await findRun(ctx, id);
    const refused = whyNotRetry(run);
    if (refused) throw conflict(refused);
    // Nothing is left of a rolled-back sale, so it begins anew; what failed half-way goes on where it stands.
    if (run.status === 'rolled_back' && run.subscriptionId)
      await ctx.call(subscriptions, 'retry', { id: run.subscriptionId });
    else await ctx.emit('workflow.retry-requested', { runId: id, workflow: run.workflow });
    return run;
  },
});
