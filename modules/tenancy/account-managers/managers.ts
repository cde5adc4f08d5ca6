import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { AppError, conflict, notFound } from '#kernel/errors.ts';
import { accounts, accountsIfRunning } from '#kernel/identity/accounts.ts';
import { type Row, sendInvitation } from './invitations.ts';
import { grantsOf, lastOwner, type ManagerRole, managerMoves, managerRefusal, roleNames } from './rules.ts';
import { accountManager } from './tables.ts';

type Place = Pick<Ctx, 'db'>;
type Changing = Place & Pick<Ctx, 'actor' | 'tenant' | 'changed' | 'afterCommit' | 'permissionCatalogue'>;

/** What the realm knows of each is added where sign-in runs; in a process that lets nobody in, nobody is asked. */
export async function shown(rows: readonly Row[]) {
  const ids = rows.flatMap((row) => row.userId ?? []);
  const known = await accountsIfRunning()?.byIds('tenant', ids);
  return rows.map((row) => ({ ...row, twoFactor: (row.userId && known?.get(row.userId)?.twoFactor) || false }));
}
export const shownOne = async (row: Row) => (await shown([row]))[0]!;

export const everyone = ({ db }: Place) =>
  db.select().from(accountManager).orderBy(asc(accountManager.createdAt), asc(accountManager.id)).limit(200);

export async function hold({ db }: Place, id: string): Promise<Row> {
  const [row] = await db.select().from(accountManager).where(eq(accountManager.id, id)).for('update');
  if (!row) throw notFound('account manager');
  return row;
}

/** The one who is signed in; undefined for staff of the ISP and the system. */
export async function self(ctx: Place & Pick<Ctx, 'actor'>): Promise<Row | undefined> {
  if (!ctx.actor.id || ctx.actor.kind !== 'tenant') return undefined;
  const [row] = await ctx.db.select().from(accountManager).where(eq(accountManager.id, ctx.actor.id));
  return row;
}

/** Nobody gives a role that may do what they may not. */
export function refuseGranting(ctx: Pick<Ctx, 'actor' | 'permissionCatalogue'>, role: ManagerRole): void {
  const lacking = grantsOf(role, ctx.permissionCatalogue).filter((p) => !ctx.actor.permissions.has(p));
  if (lacking.length > 0)
    throw new AppError('forbidden', `${roleNames[role]} may do what you may not (${lacking.join(', ')}).`, {
      field: 'role',
    });
}

/** Owners are held before any is taken away: of two who take each other away at once, the second sees what the first did. */
const holdOwners = ({ db }: Place) =>
  db
    .select()
    .from(accountManager)
    .where(eq(accountManager.role, 'owner'))
    .orderBy(asc(accountManager.id))
    .for('update');

function refuseLastOwner(owners: readonly Row[], target: Row): void {
  const canEnter = owners.filter((row) => row.status === 'active' && row.userId !== null);
  if (canEnter.length === 1 && canEnter[0]!.id === target.id) throw conflict(lastOwner);
}

export async function setRole(ctx: Changing, id: string, role: ManagerRole): Promise<Row> {
  const owners = await holdOwners(ctx);
  const target = await hold(ctx, id);
  refuseGranting(ctx, role);
  refuseGranting(ctx, target.role);
  if (role !== 'owner') refuseLastOwner(owners, target);
  const [after] = await ctx.db.update(accountManager).set({ role }).where(eq(accountManager.id, id)).returning();
  ctx.changed({ type: 'account-manager', id, before: { role: target.role }, after: { role } });
  ctx.afterCommit(() => accounts().forget());
  return after!;
}

export async function move(ctx: Changing, id: string, command: 'disable' | 'enable'): Promise<Row> {
  const owners = await holdOwners(ctx);
  const target = await hold(ctx, id);
  const reason = managerRefusal(command, target.status);
  if (reason) throw conflict(reason);
  refuseGranting(ctx, target.role);
  if (command === 'disable' && ctx.actor.kind === 'tenant' && target.id === ctx.actor.id)
    throw conflict('You cannot lock yourself out; ask another owner.');
  if (command === 'disable') refuseLastOwner(owners, target);
  // One who never accepted has no password yet and is invited again.
  const to = command === 'enable' && target.userId === null ? 'invited' : managerMoves[command].to;
  const [after] = await ctx.db
    .update(accountManager)
    .set({ status: to, ...(command === 'disable' ? { invitationHash: null, invitationExpiresAt: null } : {}) })
    .where(and(eq(accountManager.id, id), inArray(accountManager.status, [...managerMoves[command].from])))
    .returning();
  if (!after) throw conflict('Somebody else has just changed this account manager; look again.');
  ctx.changed({ type: 'account-manager', id, before: { status: target.status }, after: { status: to } });
  if (command === 'disable' && after.userId) await accounts().endSessions('tenant', ctx.tenant.id, after.userId);
  ctx.afterCommit(() => accountsIfRunning()?.forget());
  return after;
}

export async function resend(ctx: Changing & Parameters<typeof sendInvitation>[0], id: string): Promise<Row> {
  const row = await hold(ctx, id);
  const reason = managerRefusal('resend', row.status);
  if (reason) throw conflict(reason);
  ctx.changed({ type: 'account-manager', id, after: { invited: 'again' } });
  return sendInvitation(ctx, row);
}
