import { workflow } from '#kernel/durable.ts';
import { subscriptions } from './contract.ts';

/** Gives the running subscriptions of a plan its new name, in portions that each commit. */
export const followPlanChange = workflow<{ planId: string }>('follow-plan-change', {
  title: 'Give a plan’s subscriptions its new name',
  queue: 'bulk',
  async run(run, { planId }) {
    let after: string | undefined;
    let changed = 0;
    for (let portion = 1; ; portion += 1) {
      const done = await run.step(`portion-${portion}`, (ctx) =>
        ctx.call(subscriptions, 'followPlan', { planId, ...(after ? { after } : {}) }),
      );
      changed += done.changed;
      if (done.next === null) return { changed };
      after = done.next;
    }
  },
});
