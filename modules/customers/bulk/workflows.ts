import { workflow } from '#kernel/durable.ts';
import { AppError } from '#kernel/errors.ts';
import { customerBulk } from './contract.ts';

const portion = 25;
interface Portion {
  items: { customerId: string }[];
  next: string | null;
}

/**
 * Does it customer by customer, each in a transaction of their own which also settles their row: a portion that is repeated
 * after a crash finds those settled and passes them over. What a rule refuses is that customer's result, not the run's.
 */
export const bulkAction = workflow<{ runId: string }>('customer-bulk-action', {
  title: 'Do something for many customers',
  queue: 'bulk',
  async run(run, { runId: id }) {
    await run.step('open', (ctx) => ctx.call(customerBulk, 'open', { id }));
    for (let after: string | null = null, n = 1; ; n += 1) {
      const from: string | null = after;
      after = await run.effect(`portion-${n}`, async (): Promise<string | null> => {
        const { items, next } = await run.inTenant(
          (ctx): Promise<Portion> => ctx.call(customerBulk, 'waiting', { id, after: from, limit: portion }),
        );
        for (const { customerId } of items)
          await run
            .inTenant((ctx) => ctx.call(customerBulk, 'apply', { id, customerId }))
            .catch(async (error: unknown) => {
              if (!(error instanceof AppError) || error.code === 'unavailable') throw error;
              const reason = error.message;
              await run.inTenant((ctx) => ctx.call(customerBulk, 'refuse', { id, customerId, reason }));
            });
        await run.inTenant((ctx) => ctx.call(customerBulk, 'count', { id }));
        return next;
      });
      if (after === null) break;
    }
    const { done, skipped, failed } = await run.step('finish', (ctx) =>
      ctx.call(customerBulk, 'count', { id, finish: true }),
    );
    return { done, skipped, failed };
  },
});

export const workflows = [bulkAction];
