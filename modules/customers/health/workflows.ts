import { workflow } from '#kernel/durable.ts';
import { health } from './contract.ts';

const portion = 500;

/** Health of those of whom events spoke: started by the first of them, and each minute for what came in between. */
export const followHealth = workflow<unknown>('follow-health', {
  title: 'Compute health after what happened',
  queue: 'default',
  schedule: '* * * * *',
  async run(run) {
    let computed = 0;
    for (let n = 1; ; n += 1) {
      const looked = await run.step(`portion-${n}`, (ctx) =>
        ctx.call(health, 'recompute', { due: true, limit: portion }),
      );
      computed += looked.computed;
      if (looked.next === null) return { computed };
    }
  },
});

/** Every night everybody: days pass, and with them due dates, tenure and what was used. */
export const computeHealth = workflow<unknown>('compute-health', {
  title: 'Compute the health of all customers',
  queue: 'bulk',
  schedule: '20 2 * * *',
  async run(run) {
    let computed = 0;
    for (let after: string | undefined, n = 1; ; n += 1) {
      const from = after;
      const looked = await run.step(`portion-${n}`, (ctx) =>
        ctx.call(health, 'recompute', { after: from, limit: portion }),
      );
      computed += looked.computed;
      if (looked.next === null) return { computed };
      after = looked.next;
    }
  },
});

export const workflows = [followHealth, computeHealth];
