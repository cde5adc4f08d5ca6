import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import type { radius } from './contract.ts';
import { sessionPolicy } from './session-rules/tables.ts';

type PolicyView = Returned<(typeof radius)['operations']['sessionPolicy']['out']>;
type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;

const usual = { coaFallback: 'keep', staleAfterReports: 2, presumeAfterReports: 6 } as const;
const usualInterimSeconds = 300;

/** The tenant's rules, or the usual ones where it made none; one statement. */
export async function sessionPolicyOf(ctx: Pick<Ctx, 'db'>): Promise<PolicyView> {
  const { rows } = await ctx.db.execute<{
    coa_fallback: PolicyView['coaFallback'] | null;
    stale: number | null;
    presume: number | null;
    interim: number | null;
  }>(sql`
    select p.coa_fallback, p.stale_after_reports as stale, p.presume_after_reports as presume, n.interim
    from (select (select interim_seconds from aaa_node order by seen_at desc limit 1) as interim) n
      left join session_policy p on true`);
  const row = rows[0]!;
  return {
    coaFallback: row.coa_fallback ?? usual.coaFallback,
    staleAfterReports: row.stale ?? usual.staleAfterReports,
    presumeAfterReports: row.presume ?? usual.presumeAfterReports,
    interimSeconds: row.interim ?? usualInterimSeconds,
  };
}

export async function updateSessionPolicy(
  ctx: Pick<Ctx, 'db' | 'changed' | 'tenant'>,
  input: Input<'updateSessionPolicy'>,
): Promise<PolicyView> {
  const before = await sessionPolicyOf(ctx);
  await ctx.db
    .insert(sessionPolicy)
    .values(input)
    .onConflictDoUpdate({ target: [sessionPolicy.tenantId], set: input });
  const { interimSeconds, ...was } = before;
  ctx.changed({ type: 'session-policy', id: ctx.tenant.id, before: was, after: input });
  return { ...input, interimSeconds };
}
