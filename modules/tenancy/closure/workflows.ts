import { sql } from 'drizzle-orm';
import { registeredTables } from '#kernel/db/registry.ts';
import { type Run, workflow } from '#kernel/durable.ts';
import { files } from '#kernel/files.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import { closure } from './contract.ts';
import { assemble, type Part, sourcesOf, writePart } from './export.ts';
import { tenantExport } from './tables.ts';

/** Parts that lie on disk are not written again after a crash: a run goes on where it was. */
export const exportTenant = workflow('export-tenant', {
  title: 'Write out everything a provider has',
  queue: 'bulk',
  async run(run) {
    const parts: { name: string; part: Part }[] = [];
    for (const source of sourcesOf(run.contracts)) {
      let next: string | null = null;
      for (let number = 1; number === 1 || next !== null; number += 1) {
        const from: string | null = next;
        const part: Part = await run.effect(`${source.key}-${number}`, () =>
          run.inTenant((ctx) => writePart(ctx, source, from)),
        );
        const suffix = number === 1 ? '' : `-${number}`;
        if (part.rows > 0) parts.push({ name: `${source.key}${suffix}.jsonl`, part });
        next = part.next;
      }
    }
    const made = await run.effect('assemble', () => run.inTenant((ctx) => assemble(ctx, parts)));
    await run.step('keep', (ctx) => ctx.call(closure, 'keepExport', made));
    return made;
  },
});

/** What stays when the rest is deleted: the record of it, and what makes the run itself go on. */
const kept = new Set(['tenant_export', 'step_done', 'reaction_done', 'reaction_retry', 'idempotency_key']);
const portion = 5_000;

interface Erasable {
  name: string;
  /** SQL of what keeps a row: something that is never deleted refers to it, as an invoice does to its customer. */
  held: string;
}

/** Tables whose rows can be deleted, those that refer to others first. */
async function erasable(run: Run): Promise<Erasable[]> {
  return run.step('order', async (ctx) => {
    const { rows } = await ctx.db.execute<{ from: string; to: string; same: string }>(sql`
      select f.relname as from, t.relname as to,
        (select string_agg(format('r.%I = %I.%I', a.attname, t.relname, b.attname), ' and ')
         from unnest(c.conkey, c.confkey) k(here, there)
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.here
         join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.there) as same
      from pg_constraint c join pg_class f on f.oid = c.conrelid join pg_class t on t.oid = c.confrelid
      where c.contype = 'f' and c.connamespace = 'public'::regnamespace`);
    const left = new Set(
      [...registeredTables.values()].flatMap((t) =>
        t.kind === 'tenant' && !t.appendOnly && !kept.has(t.name) ? [t.name] : [],
      ),
    );
    const all = new Set(left);
    const order: Erasable[] = [];
    while (left.size > 0) {
      const free = [...left].filter((name) => !rows.some((r) => r.to === name && r.from !== name && left.has(r.from)));
      for (const name of free.length > 0 ? free : [...left]) {
        const holders = rows.filter(
          (r) => r.to === name && (!all.has(r.from) || order.some((o) => o.name === r.from && o.held !== '')),
        );
        order.push({
          name,
          held: holders.map((r) => `exists (select 1 from "${r.from}" r where ${r.same})`).join(' or '),
        });
        left.delete(name);
      }
    }
    return order;
  });
}

async function eraseTable(run: Run, { name, held }: Erasable): Promise<number> {
  let erased = 0;
  const free = held === '' ? sql`true` : sql`not (${sql.raw(held)})`;
  for (let number = 1; ; number += 1) {
    const gone = await run.step(`erase-${name}-${number}`, async (ctx) => {
      const table = sql.identifier(name);
      const { rowCount } = await ctx.db.execute(
        sql`delete from ${table} where ctid in (select ctid from ${table} where ${free} limit ${portion})`,
      );
      return rowCount ?? 0;
    });
    erased += gone;
    if (gone < portion) return erased;
  }
}

/** Every day, for each provider that is closed: the export ends after 30 days, everything else after the time of grace. */
export const eraseClosed = workflow('erase-closed', {
  title: 'Delete what a closed provider left, when its time has come',
  schedule: '10 2 * * *',
  closed: true,
  queue: 'bulk',
  async run(run) {
    const due = await run.step('due', async (ctx) => {
      const [row] = await ctx.db.select().from(tenantExport);
      return {
        link: Boolean(row?.sha256 && row.expiresAt && row.expiresAt <= ctx.nowIso),
        all: Boolean(row?.eraseAfter && row.eraseAfter <= ctx.nowIso),
      };
    });
    if (due.link || due.all)
      await run.step('end-export', async (ctx) => {
        await ctx.db
          .update(tenantExport)
          .set({ sha256: null, tokenHash: null, ...(due.all ? { eraseAfter: null } : {}) });
        return null;
      });
    if (due.all) {
      const people = await run.step('people', async (ctx) => {
        const { rows } = await ctx.db.execute<{ user_id: string }>(
          sql`select user_id from member where user_id is not null`,
        );
        return rows.map((row) => row.user_id);
      });
      let rows = 0;
      for (const table of await erasable(run)) rows += await eraseTable(run, table);
      await run.effect('accounts', () => accounts().removeTenant(run.tenant.id, people));
      await run.step('note', (ctx) => ctx.call(closure, 'keepErased', {}));
      await run.effect('files', () => files().sweep(run.tenant.id, Number.MAX_SAFE_INTEGER, async () => new Set()));
      return { rows };
    }
    if (due.link)
      await run.effect('files', () =>
        files().sweep(run.tenant.id, Number.MAX_SAFE_INTEGER, async (all) => new Set(all)),
      );
    return { rows: 0 };
  },
});

export const workflows = [exportTenant, eraseClosed];
