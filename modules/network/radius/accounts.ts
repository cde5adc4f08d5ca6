import { randomInt } from 'node:crypto';
import { and, asc, eq, getTableColumns, gt, inArray, isNotNull, like, not, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { conflictOf } from '#kernel/db/pools.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { checked, checkVlans } from './account-checks.ts';
import type { radius } from './contract.ts';
import { keptPassword, policyOf } from './policy.ts';
import { likePattern, whyNotReveal } from './rules.ts';
import { shapingOf } from './shaping.ts';
import { radiusAccount } from './tables.ts';

type Events = EventsOf<typeof radius>;
type Row = typeof radiusAccount.$inferSelect;
export type AccountView = Returned<(typeof radius)['operations']['createAccount']['out']>;
type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;

/** Letters and digits that are not mistaken for one another on the telephone. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const passwordLength = 16;
export const newPassword = (): string =>
  Array.from({ length: passwordLength }, () => alphabet[randomInt(alphabet.length)]).join('');

const online = sql<boolean>`exists (select 1 from radius_session s where s.account_id = radius_account.id and s.stopped_at is null)`;
const rows = (ctx: Pick<Ctx, 'db'>) =>
  ctx.db.select({ account: getTableColumns(radiusAccount), online }).from(radiusAccount);

export const view = (
  { tenantId: _tenant, password: _password, search: _search, serviceState: _service, ...row }: Row,
  isOnline: boolean,
): AccountView => ({ ...row, online: isOnline });

/** A login and whether it is on line. */
export async function findAccount(ctx: Pick<Ctx, 'db'>, id: string) {
  const [found] = await rows(ctx).where(eq(radiusAccount.id, id));
  if (!found) throw notFound('RADIUS login');
  return found;
}

export async function getAccount(ctx: Pick<Ctx, 'db'>, id: string): Promise<AccountView> {
  const found = await findAccount(ctx, id);
  return view(found.account, found.online);
}

export async function ofSubscription(ctx: Pick<Ctx, 'db'>, subscriptionId: string) {
  const [found] = await rows(ctx).where(eq(radiusAccount.subscriptionId, subscriptionId));
  if (!found) throw notFound('RADIUS login of this subscription');
  return found;
}

const Position = z.tuple([z.string()]);
export async function listAccounts(
  ctx: Pick<Ctx, 'db'>,
  { q, state, priorityClass, online: wantedOnline, bound, customerId, cursor, limit }: Input<'listAccounts'>,
) {
  const after = readCursor(cursor, Position);
  const isBound = or(
    isNotNull(radiusAccount.circuitId),
    isNotNull(radiusAccount.remoteId),
    sql`cardinality(${radiusAccount.macAddresses}) > 0`,
  )!;
  const found = await rows(ctx)
    .where(
      and(
        state ? eq(radiusAccount.state, state) : undefined,
        priorityClass ? eq(radiusAccount.priorityClass, priorityClass) : undefined,
        wantedOnline === undefined ? undefined : wantedOnline ? online : not(online),
        bound === undefined ? undefined : bound ? isBound : not(isBound),
        customerId ? eq(radiusAccount.customerId, customerId) : undefined,
        q ? like(radiusAccount.search, likePattern(q)) : undefined,
        after ? gt(radiusAccount.username, after[0]) : undefined,
      ),
    )
    .orderBy(asc(radiusAccount.username))
    .limit(limit + 1);
  return pageOf(
    found,
    limit,
    (row) => view(row.account, row.online),
    (row) => [row.account.username],
  );
}

export async function accountsOf(ctx: Pick<Ctx, 'db'>, { customerIds }: Input<'accountsOf'>) {
  const found = await rows(ctx)
    .where(inArray(radiusAccount.customerId, customerIds))
    .orderBy(asc(radiusAccount.username));
  return { items: found.map((row) => view(row.account, row.online)) };
}

export async function revealPassword(ctx: Ctx<Events, never>, id: string) {
  const [found] = await ctx.db.select().from(radiusAccount).where(eq(radiusAccount.id, id));
  if (!found) throw notFound('RADIUS login');
  const why = whyNotReveal(found);
  if (why) throw conflict(why);
  ctx.changed({ type: 'radius-account', id });
  return { id, username: found.username, password: ctx.secrets.open(ctx.tenant.id, found.password) };
}

export async function createAccount(
  ctx: Ctx<Events, 'radius.account-changed'>,
  { password, ...input }: Input<'createAccount'>,
): Promise<AccountView> {
  if (input.subscriptionId !== null && input.customerId === null)
    throw invalid('Name the customer whose subscription it is.', 'customerId');
  const id = ctx.newId();
  checkVlans(input.serviceVlan, input.customerVlan);
  const values = await checked(ctx, id, input.customerId, input);
  const customer = input.customerId === null ? null : await ctx.call(customers, 'get', { id: input.customerId });
  const clear = password ?? newPassword();
  const [made] = await ctx.db
    .insert(radiusAccount)
    .values({
      ...input,
      ...values,
      shaping: await shapingOf(ctx, input.bandwidthProfileId),
      ...(await keptPassword(ctx, clear)),
      id,
      customerName: customer?.name ?? null,
      createdAt: ctx.nowIso,
    })
    .returning()
    .catch((error) => {
      const broken = conflictOf(error);
      if (broken?.constraint === 'radius_account_username') throw conflict('This user name is taken.', 'username');
      if (broken?.constraint === 'radius_account_subscription')
        throw conflict('This subscription has a login already.', 'subscriptionId');
      throw error;
    });
  const account = view(made!, false);
  ctx.changed({ type: 'radius-account', id, before: null, after: account });
  await ctx.emit('radius.account-changed', { accountId: id, customerId: input.customerId });
  return password === undefined ? { ...account, newPassword: clear } : account;
}

/** Nothing to do when the subscription has no login: taking back is not refused. */
export async function removeAccount(
  ctx: Ctx<Events, 'radius.account-removed' | 'radius.disconnect-requested'>,
  subscriptionId: string,
): Promise<void> {
  const [gone] = await ctx.db.delete(radiusAccount).where(eq(radiusAccount.subscriptionId, subscriptionId)).returning();
  if (!gone) return;
  const { id: accountId, customerId } = gone;
  ctx.changed({ type: 'radius-account', id: accountId, before: view(gone, false), after: null });
  await ctx.emit('radius.account-removed', { accountId, customerId });
  await ctx.emit('radius.disconnect-requested', {
    accountId,
    customerId,
    sessionId: null,
    coaId: null,
    reason: 'login removed',
  });
}

/** What the subscription wants; a login that staff disabled stays disabled until they enable it. */
export async function setAccountState(
  ctx: Ctx<Events, 'radius.account-changed' | 'radius.disconnect-requested'>,
  { subscriptionId, state, rejectMessage }: Input<'setAccountState'>,
): Promise<AccountView> {
  const before = await ofSubscription(ctx, subscriptionId);
  const { id: accountId, customerId, state: was, serviceState } = before.account;
  if (serviceState === state && before.account.rejectMessage === rejectMessage)
    return view(before.account, before.online);
  const [row] = await ctx.db
    .update(radiusAccount)
    .set({ serviceState: state, rejectMessage, ...(was === 'disabled' ? {} : { state }) })
    .where(eq(radiusAccount.id, accountId))
    .returning();
  if (!row) throw notFound('RADIUS login of this subscription');
  ctx.changed({
    type: 'radius-account',
    id: accountId,
    before: view(before.account, before.online),
    after: view(row, before.online),
  });
  await ctx.emit('radius.account-changed', { accountId, customerId });
  const reason = await reasonToDisconnect(ctx, was, row.state);
  if (reason)
    await ctx.emit('radius.disconnect-requested', { accountId, customerId, sessionId: null, coaId: null, reason });
  return view(row, before.online);
}

/** Who is suspended loses the session, into the garden or altogether; who is restored must leave the garden. */
async function reasonToDisconnect(ctx: Pick<Ctx, 'db'>, was: string, is: string): Promise<string | null> {
  if (is === 'suspended' && was === 'active') return 'suspended';
  if (is !== 'active' || was !== 'suspended') return null;
  const { suspendedAccess } = await policyOf(ctx);
  return suspendedAccess === 'walled_garden' ? 'restored, out of the walled garden' : null;
}
