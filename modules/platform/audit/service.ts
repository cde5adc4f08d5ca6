import { and, desc, eq, gte, ilike, inArray, lt, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { auditEntry } from '#kernel/audit/tables-audit.ts';
import { type AnyCtx, implement } from '#kernel/context.ts';
import { uuidPattern } from '#kernel/ids.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { verifyChain } from './chain.ts';
import { audit, type auditFilters } from './contract.ts';
import { askForChecks, checks, trail } from './providers.ts';
import { chainCheck } from './tables.ts';

async function list(ctx: Pick<AnyCtx, 'db'>, input: z.output<typeof auditFilters>) {
  const { operation, outcome, subjectId, subjectIds, q, actor, from, to, cursor, limit } = input;
  const after = readCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]));
  const rows = await ctx.db
    .select()
    .from(auditEntry)
    .where(
      and(
        operation ? eq(auditEntry.operation, operation) : undefined,
        outcome
          ? outcome === 'refused'
            ? sql`${auditEntry.outcome} <> 'ok'`
            : eq(auditEntry.outcome, outcome)
          : undefined,
        subjectId ? eq(auditEntry.subjectId, subjectId) : undefined,
        subjectIds ? inArray(auditEntry.subjectId, subjectIds) : undefined,
        q ? found(q) : undefined,
        actor ? ilike(auditEntry.actorName, `%${actor.replace(/[\\%_]/g, '\\$&')}%`) : undefined,
        from ? gte(auditEntry.at, from) : undefined,
        to ? lt(auditEntry.at, to) : undefined,
        after ? sql`(${auditEntry.at}, ${auditEntry.id}) < (${after[0]}, ${after[1]})` : undefined,
      ),
    )
    .orderBy(desc(auditEntry.at), desc(auditEntry.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    ({ tenantId: _, actorId: __, xid: ___, seq: ____, ...entry }) => entry,
    (row) => [row.at, row.id],
  );
}

function found(q: string) {
  if (uuidPattern.test(q))
    return or(eq(auditEntry.subjectId, q), eq(auditEntry.visitId, q), eq(auditEntry.requestId, q));
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  return or(
    ilike(auditEntry.actorName, pattern),
    ilike(auditEntry.operation, pattern),
    eq(auditEntry.requestId, q),
    eq(auditEntry.ipAddress, q),
  );
}

const verify = async (ctx: Pick<AnyCtx, 'db' | 'tenant' | 'nowIso'>) => ({
  ...(await verifyChain(ctx.db, ctx.tenant.id)),
  checkedAt: ctx.nowIso,
});

export const service = implement(audit, {
  list,
  listPlatform: list,
  verify,
  verifyPlatform: verify,
  trail,
  checks,
  checkProviders: askForChecks,

  async keepCheck(ctx) {
    const state = await verify(ctx);
    await ctx.db
      .insert(chainCheck)
      .values(state)
      .onConflictDoUpdate({ target: [chainCheck.tenantId], set: state });
    await ctx.emit('audit.checked', { intact: state.intact });
    return state;
  },
});
