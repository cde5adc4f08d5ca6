import { type Ctx, implement } from '#kernel/context.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { signIns } from './contract.ts';
import { askProof, prove, tellFormerAddress } from './email-proof.ts';
import { signInMetrics } from './metrics-query.ts';
import { signInEvent, signInPolicy } from './tables.ts';

type OwnCtx = Pick<Ctx, 'db' | 'door' | 'actor' | 'tenant'>;

/** The account of the person who calls. API keys and who acts for another have none. */
const accountOf = ({ actor: { userId, sessionId } }: Pick<Ctx, 'actor'>) =>
  userId && sessionId ? { userId, sessionId } : null;

function ownAccount(ctx: Pick<Ctx, 'actor'>) {
  const account = accountOf(ctx);
  if (!account) throw new AppError('forbidden', 'Only a person who signed in has an account to look after.');
  return account;
}
/** Whose things are none is told what everybody is told about what is not theirs. */
const ownerOf = (ctx: Pick<Ctx, 'actor'>): string => accountOf(ctx)?.userId ?? '';

const policyOf = async ({ db }: Pick<Ctx, 'db'>) => (await db.select().from(signInPolicy))[0];

async function ownSecurity(ctx: OwnCtx) {
  const userId = ownerOf(ctx);
  const { sessionId } = ctx.actor;
  const { credentials, byIds, sessions } = accounts();
  const [account, passkeys, devices, open, awaitedEmail] = await Promise.all([
    byIds(ctx.door, [userId]),
    credentials.passkeys(ctx.door, userId),
    credentials.devices(ctx.door, userId),
    sessions(ctx.door, ctx.tenant.id, userId),
    credentials.awaitedEmail(ctx.door, userId),
  ]);
  return {
    twoFactor: account.get(userId)?.twoFactor ?? false,
    passkeys,
    devices,
    sessions: open.map((s) => ({ ...s, current: s.id === sessionId })),
    awaitedEmail,
  };
}

const startOfDay = (day: string, timeZone: string) =>
  new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds).toISOString();

const shownPolicy = (row: typeof signInPolicy.$inferSelect | undefined) =>
  row ?? { requiredOf: 'nobody' as const, fromAt: null, changedAt: null, changedBy: null };

export const service = implement(signIns, {
  security: (ctx) => ownSecurity(ctx),
  portalSecurity: (ctx) => ownSecurity(ctx),

  async renamePasskey(ctx, { id, name }) {
    const userId = ownerOf(ctx);
    if (!(await accounts().credentials.renamePasskey(ctx.door, userId, id, name))) throw notFound('passkey');
    ctx.changed({ type: 'passkey', id, after: { name } });
  },

  async removePasskey(ctx, { id }) {
    const userId = ownerOf(ctx);
    if (!(await accounts().credentials.removePasskey(ctx.door, userId, id))) throw notFound('passkey');
    ctx.changed({ type: 'passkey', id, after: null });
    ctx.afterCommit(() => accounts().forget());
  },

  async forgetDevice(ctx, { id }) {
    const userId = ownerOf(ctx);
    if (!(await accounts().credentials.forgetDevice(ctx.door, userId, id))) throw notFound('device');
    ctx.changed({ type: 'device', id, after: null });
  },

  async endSession(ctx, { id }) {
    const userId = ownerOf(ctx);
    const mine = await accounts().sessions(ctx.door, ctx.tenant.id, userId);
    const ended = mine.find((s) => s.id === id);
    if (!ended) throw notFound('session');
    await accounts().endSession(ctx.door, ctx.tenant.id, id);
    ctx.changed({ type: 'session', id, before: { ipAddress: ended.ipAddress }, after: null });
  },

  async endOtherSessions(ctx) {
    const { userId, sessionId } = ownAccount(ctx);
    const ended = await accounts().endOtherSessions(ctx.door, userId, sessionId);
    ctx.changed({ type: 'session', id: sessionId, after: { othersEnded: ended } });
  },

  async changeEmail(ctx, { email, password }) {
    const { userId } = ownAccount(ctx);
    if (!(await accounts().passwordMatches(ctx.door, userId, password)))
      throw new AppError('forbidden', 'This is not your password.', { field: 'password' });
    // Whether somebody else has the address is said to its owner only, by no mail at all.
    const taken = ctx.door !== 'customer' && (await accounts().byEmail(ctx.door, email)) !== null;
    const customerId = ctx.actor.customerId ?? null;
    if (!taken) await askProof(ctx, { door: ctx.door, userId, name: ctx.actor.name, email, customerId });
    ctx.changed({ type: 'account', id: userId, after: { emailAwaited: true } });
  },

  async cancelEmail(ctx) {
    const { userId } = ownAccount(ctx);
    await accounts().credentials.dropAwaitedEmail(ctx.door, userId);
    ctx.changed({ type: 'account', id: userId, after: { emailAwaited: false } });
  },

  async confirmEmail(ctx, { token }) {
    const { userId, email, before } = await prove(ctx, token);
    const places = await accounts().places(ctx.door, userId);
    for (const tenantId of places)
      if (tenantId !== platformTenantId || ctx.door === 'platform')
        await ctx.emit('sign-in.email-proven', { tenantId, door: ctx.door, userId, email });
    if (before && ctx.door !== 'customer') await tellFormerAddress(ctx, before);
    ctx.changed({ type: 'account', id: userId, after: { emailProven: true } });
    ctx.afterCommit(() => accounts().forget());
    return { email };
  },

  policy: async (ctx) => shownPolicy(await policyOf(ctx)),

  async setPolicy(ctx, { requiredOf, from }) {
    const before = await policyOf(ctx);
    const fromAt = from ? startOfDay(from, ctx.tenant.timeZone) : ctx.nowIso;
    const row = { requiredOf, fromAt, changedAt: ctx.nowIso, changedBy: ctx.actor.name };
    await ctx.db.insert(signInPolicy).values(row).onConflictDoUpdate({ target: signInPolicy.tenantId, set: row });
    await ctx.emit('sign-in.policy-changed', { requiredOf });
    ctx.changed({
      type: 'sign-in-policy',
      id: ctx.tenant.id,
      before: { requiredOf: before?.requiredOf ?? 'nobody', fromAt: before?.fromAt ?? null },
      after: { requiredOf, fromAt },
    });
    ctx.afterCommit(() => accounts().forget());
    return row;
  },

  metrics: (ctx, { days }) => signInMetrics(ctx, days),

  askProof: (ctx, proof) => askProof(ctx, proof),

  async record(ctx, { person, subjectId, outcome, factor, newDevice, ipAddress }) {
    await ctx.db
      .insert(signInEvent)
      .values({ id: ctx.newId(), at: ctx.nowIso, person, subjectId, outcome, factor, newDevice, ipAddress });
    await ctx.emit('sign-in.recorded', { outcome, subjectId });
  },
});
