import { asc, eq, sql } from 'drizzle-orm';
import { boolean, integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { instantColumn } from '#kernel/db/tables.ts';
import { notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { tenantTableOfPlatform as provider } from '#kernel/tenancy/tables-tenant.ts';
import type { audit } from './contract.ts';

const lastCheck = pgSchema('platform_view').table('chain_check', {
  providerId: uuid('provider_id').notNull(),
  checkedAt: instantColumn('checked_at').notNull(),
  sealed: integer('sealed').notNull(),
  unsealed: integer('unsealed').notNull(),
  intact: boolean('intact').notNull(),
  brokenAt: integer('broken_at'),
  problem: text('problem'),
  head: text('head'),
});

interface TrailRow extends Record<string, unknown> {
  id: string;
  providerId: string;
  providerName: string;
  at: string;
  door: string;
  actorKind: string;
  actorName: string;
  operation: string;
  outcome: string;
  subjectType: string | null;
  subjectId: string | null;
  requestId: string;
}
type Filters = z.output<(typeof audit)['operations']['trail']['in']>;

const like = (words: string) => `%${words.replace(/[\\%_]/g, '\\$&')}%`;

/** Conditions on an entry `e` of the view. */
function conditions(input: Filters) {
  const { operation, outcome, subjectId, q, actor, from, to, cursor } = input;
  const after = readCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]));
  return sql.join(
    [
      sql`true`,
      ...(operation ? [sql`e.operation = ${operation}`] : []),
      ...(outcome ? [outcome === 'refused' ? sql`e.outcome <> 'ok'` : sql`e.outcome = ${outcome}`] : []),
      ...(subjectId ? [sql`e.subject_id = ${subjectId}`] : []),
      ...(actor ? [sql`e.actor_name ilike ${like(actor)}`] : []),
      ...(q ? [sql`(e.operation ilike ${like(q)} or e.actor_name ilike ${like(q)} or e.request_id = ${q})`] : []),
      ...(from ? [sql`e.at >= ${from}`] : []),
      ...(to ? [sql`e.at < ${to}`] : []),
      ...(after ? [sql`(e.at, e.id) < (${after[0]}, ${after[1]}::uuid)`] : []),
    ],
    sql` and `,
  );
}

/** Newest first over all providers: of each no more than could be on the page, by the index of its trail. */
export async function trail({ db }: Pick<Ctx, 'db'>, input: Filters) {
  const { rows } = await db.execute<TrailRow>(sql`
    select e.id, t.id as "providerId", t.name as "providerName", to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
      e.door, e.actor_kind as "actorKind", e.actor_name as "actorName", e.operation, e.outcome, e.subject_type as "subjectType",
      e.subject_id as "subjectId", e.request_id as "requestId"
    from tenant t cross join lateral (
      select * from platform_view.audit_trail e where e.provider_id = t.id and ${conditions(input)}
      order by e.at desc, e.id desc limit ${input.limit + 1}) e
    ${input.providerId ? sql`where t.id = ${input.providerId}` : sql``}
    order by e.at desc, e.id desc limit ${input.limit + 1}`);
  return pageOf(
    rows,
    input.limit,
    (row) => row,
    (row) => [row.at, row.id],
  );
}

export async function checks({ db }: Pick<Ctx, 'db'>) {
  const rows = await db
    .select({
      providerId: provider.id,
      providerName: provider.name,
      checkedAt: lastCheck.checkedAt,
      sealed: lastCheck.sealed,
      unsealed: lastCheck.unsealed,
      intact: lastCheck.intact,
      brokenAt: lastCheck.brokenAt,
      problem: lastCheck.problem,
      head: lastCheck.head,
    })
    .from(provider)
    .leftJoin(lastCheck, eq(lastCheck.providerId, provider.id))
    .orderBy(asc(provider.name));
  return {
    items: rows.map((row) => ({
      ...row,
      sealed: row.sealed ?? 0,
      unsealed: row.unsealed ?? 0,
      intact: row.intact ?? true,
    })),
  };
}

/** Asks each provider's own side to check; the platform's role cannot read the trails. */
export async function askForChecks(
  ctx: Ctx<(typeof audit)['events'], 'audit.check-asked'>,
  { providerId }: { providerId?: string | undefined },
): Promise<void> {
  const ids = await ctx.db
    .select({ id: provider.id })
    .from(provider)
    .where(providerId ? eq(provider.id, providerId) : undefined);
  if (ids.length === 0) throw notFound('internet provider');
  for (const { id } of ids) await ctx.emit('audit.check-asked', { providerId: id });
}
