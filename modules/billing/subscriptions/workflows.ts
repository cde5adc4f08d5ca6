import type { AnyCtx } from '#kernel/context.ts';
import { isOver, reasonOf, workflow } from '#kernel/durable.ts';
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

const atOnce = 200;
const dueNow = (ctx: AnyCtx) => ctx.call(subscriptions, 'duePlanChanges', { limit: atOnce });

/** Changes of plan that wait for their day, each in a transaction of its own: one that fails holds up no other. */
export const applyPlanChanges = workflow<unknown>('apply-plan-changes', {
  title: 'Make changes of plan whose day has come',
  queue: 'bulk',
  schedule: '*/15 * * * *',
  async run(run) {
    // Most times there is nothing to do, and nothing is written.
    const ids = await run.effect('due', () =>
      run.inTenant(async (ctx) => (await dueNow(ctx)).items.map(({ id }) => id)),
    );
    let applied = 0;
    for (const id of ids) {
      try {
        const { status } = await run.step(`apply-${id}`, (ctx) => ctx.call(subscriptions, 'applyPlanChange', { id }));
        if (status === 'applied') applied += 1;
      } catch (error) {
        if (isOver(error)) throw error;
        const reason = reasonOf(error).slice(0, 500);
        await run.step(`fail-${id}`, (ctx) => ctx.call(subscriptions, 'failPlanChange', { id, reason }));
      }
    }
    return { due: ids.length, applied };
  },
});
