import { workflow } from '#kernel/durable.ts';
import { countSubscribers, forgetOld, rollOnline, rollWeeks } from './rolling.ts';

const portion = 10_000;

/** Before anything is forgotten, what outlives it is written. */
export const rollUsage = workflow<unknown>('roll-radius-usage', {
  title: 'Roll up usage and sessions',
  queue: 'bulk',
  schedule: '40 2 * * *',
  async run(run) {
    const { days } = await run.step('count-subscribers', countSubscribers, { attempts: 3 });
    await run.step('roll-weeks', rollWeeks, { attempts: 3 });
    const { hours } = await run.step('roll-online', rollOnline, { attempts: 3 });
    for (let n = 1; ; n++) {
      const { rows } = await run.step(`forget-${n}`, (ctx) => forgetOld(ctx, portion));
      if (rows < portion) return { days, hours, portions: n };
    }
  },
});

export const workflows = [rollUsage];
