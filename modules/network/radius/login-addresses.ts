import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import type { addressOperations } from './address-operations.ts';
import type { radius } from './contract.ts';
import { radiusAccount, radiusSession } from './tables.ts';

type Events = EventsOf<typeof radius>;
type Input<K extends keyof typeof addressOperations> = z.output<(typeof addressOperations)[K]['in']>;

const loginColumns = {
  accountId: radiusAccount.id,
  username: radiusAccount.username,
  subscriptionId: radiusAccount.subscriptionId,
  customerId: radiusAccount.customerId,
  state: radiusAccount.state,
  framedIpAddress: radiusAccount.framedIpAddress,
  framedIpv6Address: radiusAccount.framedIpv6Address,
  delegatedIpv6Prefix: radiusAccount.delegatedIpv6Prefix,
  online: sql<boolean>`exists (select 1 from radius_session s where s.account_id = radius_account.id and s.stopped_at is null)`,
};

export async function lineLogins(
  { db }: Pick<Ctx, 'db'>,
  { accountIds = [], subscriptionIds = [], usernames = [] }: Input<'lineLogins'>,
) {
  const which = or(
    accountIds.length > 0 ? inArray(radiusAccount.id, accountIds) : undefined,
    subscriptionIds.length > 0 ? inArray(radiusAccount.subscriptionId, subscriptionIds) : undefined,
    usernames.length > 0 ? inArray(radiusAccount.username, usernames) : undefined,
  );
  return { items: which ? await db.select(loginColumns).from(radiusAccount).where(which) : [] };
}

/** The columns of a login that hold addresses. */
const held = ['framedIpAddress', 'framedIpv6Address', 'delegatedIpv6Prefix'] as const;
type Held = (typeof held)[number];

export async function addressUses({ db }: Pick<Ctx, 'db'>, { addresses }: Input<'addressUses'>) {
  if (addresses.length === 0) return { items: [] };
  const v4 = addresses.filter((address) => !address.includes(':'));
  const prefixes = addresses.filter((address) => address.includes('/'));
  const v6 = addresses.filter((address) => address.includes(':') && !address.includes('/'));
  const logins = await db
    .select()
    .from(radiusAccount)
    .where(
      or(
        v4.length > 0 ? inArray(radiusAccount.framedIpAddress, v4) : undefined,
        v6.length > 0 ? inArray(radiusAccount.framedIpv6Address, v6) : undefined,
        prefixes.length > 0 ? inArray(radiusAccount.delegatedIpv6Prefix, prefixes) : undefined,
      ),
    );
  // A NAS reports the link's prefix of a session, not the one address in it.
  const ofSessions = or(
    v4.length > 0 ? inArray(radiusSession.framedIpAddress, v4) : undefined,
    prefixes.length > 0 ? inArray(radiusSession.delegatedIpv6Prefix, prefixes) : undefined,
  );
  const sessions = ofSessions
    ? await db
        .select()
        .from(radiusSession)
        .where(and(isNull(radiusSession.stoppedAt), ofSessions))
    : [];
  const wanted = new Set(addresses);
  const among = (...carried: (string | null)[]) => carried.filter((address) => address !== null && wanted.has(address));
  return {
    items: [
      ...logins.flatMap(({ username, subscriptionId, ...row }) =>
        among(...held.map((key) => row[key])).map((address) => ({
          address: address ?? '',
          kind: 'login' as const,
          username,
          subscriptionId,
          nasName: null,
        })),
      ),
      ...sessions.flatMap(({ username, subscriptionId, nasName, framedIpAddress, delegatedIpv6Prefix }) =>
        among(framedIpAddress, delegatedIpv6Prefix).map((address) => ({
          address: address ?? '',
          kind: 'session' as const,
          username,
          subscriptionId,
          nasName,
        })),
      ),
    ],
  };
}

const carriedBy = (row: Record<Held, string | null>): Record<Held, string | null> => ({
  framedIpAddress: row.framedIpAddress,
  framedIpv6Address: row.framedIpv6Address,
  delegatedIpv6Prefix: row.delegatedIpv6Prefix,
});

/** Nothing to do when the subscription has no login yet: the one that is made will carry what is reserved. */
export async function setAddresses(
  ctx: Ctx<Events, 'radius.account-changed' | 'radius.disconnect-requested'>,
  { subscriptionId, reason, ...wish }: Input<'setAddresses'>,
) {
  const of = eq(radiusAccount.subscriptionId, subscriptionId);
  const [row] = await ctx.db.select().from(radiusAccount).where(of).for('update');
  if (!row) return { items: [] };
  const before = carriedBy(row);
  const after = { ...before };
  for (const key of held) if (wish[key] !== undefined) after[key] = wish[key];
  const changed = held.filter((key) => after[key] !== before[key]);
  if (changed.length > 0) {
    const { id: accountId, customerId } = row;
    await ctx.db.update(radiusAccount).set(after).where(of);
    ctx.changed({ type: 'radius-account', id: accountId, before, after });
    await ctx.emit('radius.account-changed', { accountId, customerId });
    const live = await ctx.db
      .select()
      .from(radiusSession)
      .where(and(eq(radiusSession.accountId, accountId), isNull(radiusSession.stoppedAt)));
    // A session keeps its addresses for life: whoever has the wrong one must come in again.
    const isWrong = (session: (typeof live)[number]) =>
      changed.some((key) => {
        if (key === 'framedIpv6Address') return true;
        return after[key] === null ? session[key] === before[key] : session[key] !== after[key];
      });
    if (live.some(isWrong))
      await ctx.emit('radius.disconnect-requested', { accountId, customerId, sessionId: null, coaId: null, reason });
  }
  return lineLogins(ctx, { subscriptionIds: [subscriptionId] });
}
