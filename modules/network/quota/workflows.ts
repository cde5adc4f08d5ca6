import { workflow } from '#kernel/durable.ts';
import { isDue } from './check.ts';
import { quota } from './contract.ts';

const portion = 200;
const mostPortions = 100;

/** Reports of usage look as they come; this is for new periods, changed plans, and what was left when many were due. */
export const enforceQuotas = workflow<unknown>('enforce-quotas', {
  title: 'Look at data caps',
  queue: 'default',
  schedule: '* * * * *',
  async run(run) {
    // Most minutes there is nothing to do, and nothing is written.
    if (!(await run.effect('due', () => run.inTenant(isDue)))) return { checked: 0 };
    let checked = 0;
    for (let n = 1; n <= mostPortions; n += 1) {
      const looked = await run.step(`portion-${n}`, async (ctx) => {
        const { items } = await ctx.call(quota, 'check', { limit: portion });
        return items.length;
      });
      checked += looked;
      if (looked < portion) break;
    }
    return { checked };
  },
});

export const workflows = [enforceQuotas];
