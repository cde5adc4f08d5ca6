import { and, eq } from 'drizzle-orm';
import { isOver, type Run, reasonOf, workflow } from '#kernel/durable.ts';
import { benchOf, settleOrNote } from './applying.ts';
import { compareSides } from './comparing.ts';
import { netbox } from './contract.ts';
import { moveTo, pending } from './store.ts';
import { netboxConnection, netboxDifference } from './tables.ts';

interface Input {
  comparisonId: string;
}
const portion = 20;
const retries = { attempts: 3, intervalSeconds: 2 };

const tell = (run: Run, name: string, id: string) => run.step(name, (ctx) => ctx.call(netbox, 'noteProgress', { id }));

/** The end of a run that could not go on: shown on the comparison, and on the connection when it is at fault. */
async function giveUp(run: Run, id: string, from: 'comparing' | 'applying', error: unknown): Promise<void> {
  if (isOver(error)) throw error;
  const problem = reasonOf(error);
  await run.step('give-up', async (ctx) => {
    await moveTo(ctx, id, from, { status: 'failed', problem, finishedAt: ctx.nowIso });
    await ctx.db.update(netboxConnection).set({ problem });
    await ctx.call(netbox, 'noteProgress', { id });
  });
}

export const compareWithNetbox = workflow<Input>('compare-with-netbox', {
  title: 'Compare addresses with NetBox',
  queue: 'bulk',
  async run(run, { comparisonId }) {
    try {
      const differences = await run.effect('compare', () => compareSides(run, comparisonId), { attempts: 1 });
      await tell(run, 'tell', comparisonId);
      return { differences };
    } catch (error) {
      await giveUp(run, comparisonId, 'comparing', error);
      return { failed: true };
    }
  },
});

export const applyToNetbox = workflow<Input>('apply-netbox-differences', {
  title: 'Apply differences with NetBox',
  queue: 'bulk',
  async run(run, { comparisonId }) {
    try {
      for (let number = 1; ; number += 1) {
        const left = await run.effect(
          `portion-${number}`,
          async () => {
            const rows = await run.inTenant((ctx) => pending(ctx, comparisonId, portion));
            if (rows.length === 0) return 0;
            const bench = await benchOf(run);
            for (const row of rows) await settleOrNote(run, bench, row);
            return rows.length;
          },
          retries,
        );
        if (left === 0) break;
        await tell(run, `tell-${number}`, comparisonId);
      }
      await run.step('finish', async (ctx) => {
        await ctx.db
          .update(netboxDifference)
          .set({ result: 'skipped' })
          .where(and(eq(netboxDifference.comparisonId, comparisonId), eq(netboxDifference.result, 'pending')));
        await moveTo(ctx, comparisonId, 'applying', { status: 'applied', finishedAt: ctx.nowIso });
        await ctx.db.update(netboxConnection).set({ appliedAt: ctx.nowIso, problem: null });
        await ctx.call(netbox, 'noteProgress', { id: comparisonId });
      });
    } catch (error) {
      await giveUp(run, comparisonId, 'applying', error);
    }
  },
});
