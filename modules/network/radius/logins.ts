import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { checked, checkVlans } from './account-checks.ts';
import { type AccountView, findAccount, newPassword, view } from './accounts.ts';
import type { radius } from './contract.ts';
import { keptPassword } from './policy.ts';
import { whyNotDelete, whyNotSpeed } from './rules.ts';
import { radiusAccount } from './tables.ts';

type Events = EventsOf<typeof radius>;
type Row = typeof radiusAccount.$inferSelect;
type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;
type Found = Awaited<ReturnType<typeof findAccount>>;

/** Writes a change of a login, tells the audit and the AAA engine. */
async function save(
  ctx: Ctx<Events, 'radius.account-changed'>,
  { account, online }: Found,
  change: Partial<Row>,
  also: Record<string, unknown> = {},
): Promise<Row> {
  const { id, customerId } = account;
  const [row] = await ctx.db.update(radiusAccount).set(change).where(eq(radiusAccount.id, id)).returning();
  if (!row) throw notFound('RADIUS login');
  ctx.changed({
    type: 'radius-account',
    id,
    before: view(account, online),
    after: { ...view(row, online), ...also },
  });
  await ctx.emit('radius.account-changed', { accountId: id, customerId });
  return row;
}

async function disconnectAll(
  ctx: Ctx<Events, 'radius.disconnect-requested'>,
  { id, customerId }: Pick<Row, 'id' | 'customerId'>,
  reason: string,
): Promise<void> {
  await ctx.emit('radius.disconnect-requested', { accountId: id, customerId, sessionId: null, coaId: null, reason });
}

export async function updateAccount(
  ctx: Ctx<Events, 'radius.account-changed' | 'radius.speed-changed' | 'radius.disconnect-requested'>,
  { id, disconnect, ...input }: Input<'updateAccount'>,
): Promise<AccountView> {
  const before = await findAccount(ctx, id);
  const { account, online } = before;
  const change = await checked(ctx, id, account.customerId, withoutSame(account, input));
  if (Object.keys(change).length === 0) return view(account, online);
  const faster = change.downloadKbps !== undefined || change.uploadKbps !== undefined;
  const why = faster ? whyNotSpeed(account) : null;
  if (why) throw conflict(why, change.downloadKbps === undefined ? 'uploadKbps' : 'downloadKbps');
  const { serviceVlan = account.serviceVlan, customerVlan = account.customerVlan } = change;
  checkVlans(serviceVlan, customerVlan);

  const row = await save(ctx, before, change);
  if (disconnect && online) await disconnectAll(ctx, account, 'login changed');
  else if (faster)
    await ctx.emit('radius.speed-changed', {
      accountId: id,
      customerId: account.customerId,
      reason: `speed changed to ${row.downloadKbps}/${row.uploadKbps} kbit/s`,
    });
  return view(row, online);
}

/** Only what differs from what is: a form sends everything it shows. */
function withoutSame<T extends object>(account: Row, input: T): Partial<T> {
  const is: Record<string, unknown> = account;
  const changed: Partial<T> = { ...input };
  for (const name of Object.keys(changed) as (keyof T & string)[]) {
    const wanted = input[name];
    if (wanted === undefined || JSON.stringify(is[name]) === JSON.stringify(wanted)) delete changed[name];
  }
  return changed;
}

export async function setPassword(
  ctx: Ctx<Events, 'radius.account-changed'>,
  { id, password }: Input<'setPassword'>,
): Promise<AccountView> {
  const before = await findAccount(ctx, id);
  const clear = password ?? newPassword();
  const row = await save(ctx, before, await keptPassword(ctx, clear), { passwordReplaced: true });
  const account = view(row, before.online);
  return password === undefined ? { ...account, newPassword: clear } : account;
}

export async function disableAccount(
  ctx: Ctx<Events, 'radius.account-changed' | 'radius.disconnect-requested'>,
  { id, reason }: Input<'disableAccount'>,
): Promise<AccountView> {
  const before = await findAccount(ctx, id);
  if (before.account.state === 'disabled') return view(before.account, before.online);
  const row = await save(ctx, before, { state: 'disabled' }, { reason });
  await disconnectAll(ctx, before.account, reason === '' ? 'login disabled' : `login disabled: ${reason}`);
  return view(row, before.online);
}

export async function enableAccount(ctx: Ctx<Events, 'radius.account-changed'>, id: string): Promise<AccountView> {
  const before = await findAccount(ctx, id);
  if (before.account.state !== 'disabled') return view(before.account, before.online);
  const row = await save(ctx, before, { state: before.account.serviceState });
  return view(row, before.online);
}

export async function deleteAccount(
  ctx: Ctx<Events, 'radius.account-removed' | 'radius.disconnect-requested'>,
  id: string,
): Promise<void> {
  const { account, online } = await findAccount(ctx, id);
  const why = whyNotDelete(account);
  if (why) throw conflict(why);
  await ctx.db.delete(radiusAccount).where(eq(radiusAccount.id, id));
  ctx.changed({ type: 'radius-account', id, before: view(account, online), after: null });
  await ctx.emit('radius.account-removed', { accountId: id, customerId: account.customerId });
  await disconnectAll(ctx, account, 'login removed');
}
