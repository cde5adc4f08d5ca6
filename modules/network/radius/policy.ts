import { asc, eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import type { radius } from './contract.ts';
import { hashPassword } from './password.ts';
import { defaultPolicy, type PolicyValues } from './policy-rules.ts';
import { radiusAccount, radiusPolicy } from './tables.ts';

type Events = EventsOf<typeof radius>;
type PolicyView = Returned<(typeof radius)['operations']['getPolicy']['out']>;
type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;

/** The policy as it stands; the defaults until somebody has decided. */
export async function policyOf(ctx: Pick<Ctx, 'db'>): Promise<PolicyValues> {
  const [row] = await ctx.db.select().from(radiusPolicy);
  if (!row) return defaultPolicy;
  const { tenantId: _tenant, updatedAt: _at, ...values } = row;
  return values;
}

export async function getPolicy(ctx: Pick<Ctx, 'db'>): Promise<PolicyView> {
  const [counts] = await ctx.db
    .select({
      reversibleLogins: sql<number>`count(*) filter (where password_keeping = 'reversible')::int`,
      hashedLogins: sql<number>`count(*) filter (where password_keeping = 'hashed')::int`,
    })
    .from(radiusAccount);
  return { ...(await policyOf(ctx)), ...counts! };
}

export async function updatePolicy(
  ctx: Ctx<Events, 'radius.policy-changed'>,
  change: Input<'updatePolicy'>,
): Promise<PolicyView> {
  const before = await policyOf(ctx);
  const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const after: PolicyValues = { ...before, ...named };
  const row = { ...after, updatedAt: ctx.nowIso };
  await ctx.db.insert(radiusPolicy).values(row).onConflictDoUpdate({ target: radiusPolicy.tenantId, set: row });
  ctx.changed({ type: 'radius-policy', id: ctx.tenant.id, before: { ...before }, after: { ...after } });
  await ctx.emit('radius.policy-changed', { passwordKeeping: after.passwordKeeping });
  return getPolicy(ctx);
}

/** A portion of the passwords that are still readable although the policy wants hashes; none when it wants them readable. */
export async function rekeepPasswords(
  ctx: Ctx<Events, 'radius.account-changed'>,
  { limit }: Input<'rekeepPasswords'>,
): Promise<PolicyView> {
  const { passwordKeeping } = await policyOf(ctx);
  if (passwordKeeping === 'reversible') return getPolicy(ctx);
  const some = await ctx.db
    .select({ id: radiusAccount.id, customerId: radiusAccount.customerId, password: radiusAccount.password })
    .from(radiusAccount)
    .where(eq(radiusAccount.passwordKeeping, 'reversible'))
    .orderBy(asc(radiusAccount.id))
    .limit(limit)
    .for('update');
  for (const { id, customerId, password } of some) {
    const hashed = await hashPassword(ctx.secrets.open(ctx.tenant.id, password));
    await ctx.db
      .update(radiusAccount)
      .set({ password: ctx.secrets.seal(ctx.tenant.id, hashed), passwordKeeping: 'hashed' })
      .where(eq(radiusAccount.id, id));
    await ctx.emit('radius.account-changed', { accountId: id, customerId });
  }
  if (some.length > 0) ctx.changed({ type: 'radius-policy', id: ctx.tenant.id, after: { rekeptLogins: some.length } });
  return getPolicy(ctx);
}

/** A password as the policy wants it kept, sealed. */
export async function keptPassword(ctx: Pick<Ctx, 'db' | 'secrets' | 'tenant'>, clear: string) {
  const { passwordKeeping } = await policyOf(ctx);
  const kept = passwordKeeping === 'hashed' ? await hashPassword(clear) : clear;
  return { password: ctx.secrets.seal(ctx.tenant.id, kept), passwordKeeping };
}
