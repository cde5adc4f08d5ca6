import { randomBytes } from 'node:crypto';
import { asc, desc, eq, sql } from 'drizzle-orm';
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { instantColumn } from '#kernel/db/tables.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { domains } from './contract.ts';
import {
  after,
  checkRefusal,
  type DomainStatus,
  isServing,
  type Outcome,
  type ProofMethod,
  proofOf,
  tokenHours,
} from './rules.ts';
import { domain, domainAttempt } from './tables.ts';

type Row = typeof domain.$inferSelect;
type Place = Pick<Ctx, 'db' | 'urls'>;

const seen = pgSchema('platform_view').table('tenant_domain', {
  provider: uuid('provider_id').notNull(),
  id: uuid('id').notNull(),
  domain: text('domain').notNull(),
  status: text('status').notNull().$type<DomainStatus>(),
  method: text('method').notNull().$type<ProofMethod>(),
  verifiedAt: instantColumn('verified_at'),
  checkedAt: instantColumn('checked_at'),
});

const consoleHost = ({ urls }: Pick<Ctx, 'urls'>) => new URL(urls.isp).hostname;
function shown(ctx: Place, row: Row) {
  const { name, value } = proofOf(row.method, row.domain, row.token, consoleHost(ctx));
  return { ...row, recordName: name, recordValue: value };
}

async function find({ db }: Place, id: string): Promise<Row> {
  const [row] = await db.select().from(domain).where(eq(domain.id, id));
  if (!row) throw notFound('domain');
  return row;
}

const newToken = (ctx: Pick<Ctx, 'now'>) => ({
  token: randomBytes(20).toString('hex'),
  tokenExpiresAt: new Date(ctx.now.add({ hours: tokenHours }).epochMilliseconds).toISOString(),
});
const taken = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'domain_name') throw conflict('This domain is in the list already.', 'domain');
  throw error;
};

async function change(ctx: Place, id: string, set: Partial<Row>): Promise<Row> {
  const [row] = await ctx.db.update(domain).set(set).where(eq(domain.id, id)).returning();
  if (!row) throw notFound('domain');
  return row;
}

/** Makes the domain this provider's alone; false when it is another's. */
async function claim({ db }: Place, name: string): Promise<boolean> {
  const { rows } = await db.execute<{ mine: boolean | null }>(sql`select claim_domain(${name}) as mine`);
  return rows[0]?.mine === true;
}

export const service = implement(domains, {
  async list(ctx) {
    const rows = await ctx.db.select().from(domain).orderBy(asc(domain.domain));
    return { items: rows.map((row) => shown(ctx, row)) };
  },

  async attempts(ctx, { id }) {
    await find(ctx, id);
    const items = await ctx.db
      .select()
      .from(domainAttempt)
      .where(eq(domainAttempt.domainId, id))
      .orderBy(desc(domainAttempt.at), desc(domainAttempt.id))
      .limit(20);
    return { items };
  },

  async add(ctx, { domain: name, method }) {
    if (name === consoleHost(ctx) || name === new URL(ctx.urls.platform).hostname)
      throw invalid('This is the address of the platform itself.', 'domain');
    const [row] = await ctx.db
      .insert(domain)
      .values({ id: ctx.newId(), domain: name, method, status: 'pending', createdAt: ctx.nowIso, ...newToken(ctx) })
      .returning()
      .catch(taken);
    if (!row) throw notFound('domain');
    ctx.changed({ type: 'domain', id: row.id, after: { domain: name, method } });
    await ctx.emit('domain.added', { domainId: row.id, domain: name });
    return shown(ctx, row);
  },

  async renew(ctx, { id, method }) {
    const before = await find(ctx, id);
    if (isServing(before.status)) throw conflict('This domain is proven; leave its record where it is.');
    const row = await change(ctx, id, {
      method,
      ...newToken(ctx),
      status: 'pending',
      failedChecks: 0,
      checking: false,
    });
    ctx.changed({ type: 'domain', id, before: { method: before.method }, after: { method, record: 'new' } });
    await ctx.emit('domain.proof-renewed', { domainId: id, domain: row.domain });
    return shown(ctx, row);
  },

  async check(ctx, { id }) {
    const row = await find(ctx, id);
    const refusal = checkRefusal(row, ctx.nowIso);
    if (refusal) throw conflict(refusal);
    const asked = await change(ctx, id, { checking: true });
    ctx.changed({ type: 'domain', id, after: { check: 'asked for' } });
    await ctx.emit('domain.check-asked', { domainId: id, domain: row.domain });
    return shown(ctx, asked);
  },

  async remove(ctx, { id }) {
    const row = await find(ctx, id);
    await ctx.db.delete(domain).where(eq(domain.id, id));
    await ctx.db.execute(sql`select release_domain(${row.domain})`);
    ctx.changed({ type: 'domain', id, before: { domain: row.domain, status: row.status }, after: null });
    await ctx.emit('domain.removed', { domainId: id, domain: row.domain });
  },

  async ofTenant(ctx, { id }) {
    const items = await ctx.db.select().from(seen).where(eq(seen.provider, id)).orderBy(asc(seen.domain));
    return { items };
  },

  async settle(ctx, { id, token, outcome: found, finding }) {
    const [row] = await ctx.db.select().from(domain).where(eq(domain.id, id)).for('update');
    // Removed meanwhile, or another record counts by now.
    if (!row || row.token !== token) return;
    let outcome: Outcome = found;
    let said = finding;
    if (found === 'found' && !(await claim(ctx, row.domain))) {
      outcome = 'taken';
      said = 'The record is there, but another provider has proven this domain first. It must remove it before.';
    }
    const next = after(row, outcome);
    if (isServing(row.status) && !isServing(next.status))
      await ctx.db.execute(sql`select release_domain(${row.domain})`);
    await ctx.db
      .update(domain)
      .set({
        ...next,
        checking: false,
        checkedAt: ctx.nowIso,
        ...(next.status === 'verified' && !isServing(row.status) ? { verifiedAt: ctx.nowIso } : {}),
      })
      .where(eq(domain.id, id));
    await ctx.db
      .insert(domainAttempt)
      .values({ id: ctx.newId(), domainId: id, at: ctx.nowIso, method: row.method, outcome, finding: said });
    if (next.status !== row.status)
      ctx.changed({ type: 'domain', id, before: { status: row.status }, after: { status: next.status } });
    await ctx.emit('domain.checked', { domainId: id, domain: row.domain, outcome, status: next.status });
  },
});
