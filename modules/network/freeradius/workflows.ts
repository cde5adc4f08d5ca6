import { eq } from 'drizzle-orm';
import { type Run, workflow } from '#kernel/durable.ts';
import { copyNas, copyPortion, forgetGone } from './mirror.ts';
import { freeradiusAccess } from './tables.ts';

/** Copies every login, then what belongs to all. Ends early when FreeRADIUS was disabled or enabled anew meanwhile. */
async function copyAll(run: Run, copyId: string): Promise<void> {
  let after: string | undefined;
  for (let n = 1; ; n++) {
    const { last } = await run.step(`portion-${n}`, async (ctx) => {
      const current = await ctx.db.select().from(freeradiusAccess).where(eq(freeradiusAccess.copyId, copyId));
      return { last: current.length === 0 ? null : ((await copyPortion(ctx, after)) ?? null) };
    });
    if (last === null) break;
    after = last;
  }
  await run.step('done', async (ctx) => {
    await copyNas(ctx);
    await forgetGone(ctx);
    await ctx.db.update(freeradiusAccess).set({ copiedAt: ctx.nowIso }).where(eq(freeradiusAccess.copyId, copyId));
  });
}

export const copyLoginsWorkflow = workflow<{ copyId: string }>('copy-logins-for-freeradius', {
  title: 'Copy logins for FreeRADIUS',
  queue: 'bulk',
  run: (run, { copyId }) => copyAll(run, copyId),
});

/** Events keep the copy in step; this is for what no event tells, such as another interval for accounting. */
export const renewCopy = workflow<unknown>('renew-copy-for-freeradius', {
  title: 'Renew the copy of logins for FreeRADIUS',
  queue: 'bulk',
  schedule: '50 3 * * *',
  async run(run) {
    const { copyId } = await run.step('find', async (ctx) => {
      const [access] = await ctx.db.select().from(freeradiusAccess);
      return { copyId: access?.copyId ?? null };
    });
    if (copyId !== null) await copyAll(run, copyId);
  },
});

export const workflows = [copyLoginsWorkflow, renewCopy];
