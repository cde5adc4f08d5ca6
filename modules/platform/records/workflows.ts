import { inArray } from 'drizzle-orm';
import { workflow } from '#kernel/durable.ts';
import { files } from '#kernel/files.ts';
import { contentNamers } from '#kernel/files-named.ts';

const keepHours = 24;

/** A file that was just put there may belong to a transaction that has not committed, so the last day's are left alone. */
export const sweepFiles = workflow('sweep-files', {
  title: 'Remove the content of removed files',
  schedule: '20 3 * * *',
  run: (run) =>
    run.step('sweep', async (ctx) => {
      const before = ctx.now.subtract({ hours: keepHours }).epochMilliseconds;
      const removed = await files().sweep(ctx.tenant.id, before, async (sha256) => {
        const named = new Set<string>();
        for (const { table, sha256: column } of contentNamers) {
          const rows = await ctx.db
            .selectDistinct({ sha256: column })
            .from(table)
            .where(inArray(column, [...sha256]));
          for (const row of rows) named.add(String(row.sha256));
        }
        return named;
      });
      return { removed };
    }),
});

export const workflows = [sweepFiles];
