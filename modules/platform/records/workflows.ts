import { inArray } from 'drizzle-orm';
import { workflow } from '#kernel/durable.ts';
import { files } from '#kernel/files.ts';
import { storedFile } from './tables.ts';

const keepHours = 24;

/** A file that was just put there may belong to a transaction that has not committed, so the last day's are left alone. */
export const sweepFiles = workflow('sweep-files', {
  title: 'Remove the content of removed files',
  schedule: '20 3 * * *',
  run: (run) =>
    run.step('sweep', async (ctx) => {
      const before = ctx.now.subtract({ hours: keepHours }).epochMilliseconds;
      const removed = await files().sweep(ctx.tenant.id, before, async (sha256) => {
        const named = await ctx.db
          .selectDistinct({ sha256: storedFile.sha256 })
          .from(storedFile)
          .where(inArray(storedFile.sha256, [...sha256]));
        return new Set(named.map((row) => row.sha256));
      });
      return { removed };
    }),
});

export const workflows = [sweepFiles];
