import { durable } from '#kernel/durable.ts';
import { on } from '#kernel/module.ts';
import { orchestration } from './contract.ts';
import { findRun } from './runs.ts';

export const reactions = [
  on(orchestration, 'workflow.retry-requested', 'orchestration.retry', async (ctx, { runId }) => {
    // Asked for twice, the second finds it going on already.
    const run = await findRun(ctx, runId);
    if (run.status === 'failed') await durable().retry(runId);
  }),
];
