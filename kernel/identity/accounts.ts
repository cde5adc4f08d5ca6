import type { Pool } from 'pg';
import { type Door, doors } from '../contract/fields.ts';
import { AppError, conflict } from '../errors.ts';
import { signInAttempts } from './attempts.ts';
import { type Credentials, openCredentials } from './credentials.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import type { SessionFactor } from './realms.ts';

export interface Account {
  id: string;
  email: string;
  name: string;
  demo: boolean;
  twoFactor: boolean;
}

export interface AccountSession {
  id: string;
  userId: string;
  ipAddress: string | null;
  userAgent: string | null;
  /** The time zone that the browser told. */
  place: string | null;
  factor: SessionFactor;
  /** ISO 8601 */
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
}

export interface NewAccount {
  email: string;
  name: string;
  password: string;
  demo?: boolean;
}

/** The people of all realms, for services that invite them, list them and lock them out. */
export interface Accounts {
  /** Whether demo accounts may sign in. */
  readonly demo: boolean;
  readonly credentials: Credentials;
  byEmail(door: Door, email: string): Promise<Account | null>;
  byIds(door: Door, ids: readonly string[]): Promise<Map<string, Account>>;
  /** @throws AppError `conflict` when the address has an account at this door */
  create(door: Door, account: NewAccount): Promise<string>;
  /** An account without a password, whose owner others vouch for. @throws AppError `conflict` as above */
  createVouched(door: Door, account: { email: string; name: string }): Promise<string>;
  /** @throws AppError `limit` after too many wrong ones */
  passwordMatches(door: Door, userId: string, password: string): Promise<boolean>;
  /** Sets a password and ends every session of the account. */
  setPassword(door: Door, userId: string, password: string): Promise<void>;
  /** Takes the second factor and passkeys away, for one who lost them, and ends every session of the account. */
  removeSecondFactor(door: Door, userId: string): Promise<void>;
  /** Live sessions that belong to a tenant, newest first. */
  sessions(door: Door, tenantId: string, userId?: string): Promise<AccountSession[]>;
  endSession(door: Door, tenantId: string, sessionId: string): Promise<AccountSession | null>;
  endSessions(door: Door, tenantId: string, userId: string): Promise<void>;
  /** Ends every session of a tenant, at every door. */
  endTenantSessions(tenantId: string): Promise<void>;
  /** Removes the accounts of a tenant's subscribers, and those of `userIds` that have a place nowhere else. */
  removeTenant(tenantId: string, userIds: readonly string[]): Promise<void>;
  /** Ends the sessions of an account, wherever it works, but one. @returns how many ended */
  endOtherSessions(door: Door, userId: string, keptSessionId: string): Promise<number>;
  /** The session is used now; its account has proven itself by this factor, when one is given. */
  sessionUsed(door: Door, sessionId: string, factor?: SessionFactor): Promise<void>;
  /** Ids of tenants in which the account may work, the last used first. */
  places(door: Door, userId: string): Promise<string[]>;
  placeNames(door: Door, userId: string): Promise<{ id: string; slug: string; name: string }[]>;
  /** From now on the session works in another tenant; the caller has checked that its user may. */
  moveSession(door: Door, sessionId: string, tenantId: string): Promise<void>;
  /** What was remembered about sessions, members and keys in this process is looked up afresh. */
  forget(): void;
  onForget(listener: () => void): void;
}

interface UserRow {
  id: string;
  email: string;
  name: string;
  demo: boolean;
  two_factor: boolean | null;
}
const toAccount = ({ two_factor, ...row }: UserRow): Account => ({ ...row, twoFactor: two_factor === true });
const userColumns = 'u.id, u.email, u.name, u.demo, u."twoFactorEnabled" as two_factor';

interface SessionRow {
  id: string;
  user_id: string;
  ip_address: string | null;
  user_agent: string | null;
  place: string | null;
  factor: SessionFactor;
  created_at: Date;
  used_at: Date | null;
  expires_at: Date;
}
const sessionColumns = `id, "userId" as user_id, "ipAddress" as ip_address, "userAgent" as user_agent, place, factor,
  "createdAt" as created_at, "lastUsedAt" as used_at, "expiresAt" as expires_at`;
const toSession = (row: SessionRow): AccountSession => ({
  id: row.id,
  userId: row.user_id,
  ipAddress: row.ip_address,
  userAgent: row.user_agent,
  place: row.place,
  factor: row.factor,
  lastUsedAt: (row.used_at ?? row.created_at).toISOString(),
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
});

export interface AccountOptions {
  demo: boolean;
  /** What the modules that know people say about where an account may work. */
  places(door: Door, userId: string): Promise<string[]>;
  tenantById(id: string): Promise<{ id: string; slug: string; name: string } | null>;
}

/** @param auth pool of the role `dotmac_auth` */
export function openAccounts(auth: Pool, options: AccountOptions): Accounts {
  const listeners: (() => void)[] = [];
  const credentials = openCredentials(auth);
  const forget = () => {
    for (const listener of listeners) listener();
  };
  const endWhere = async (door: Door, where: string, values: unknown[]): Promise<AccountSession[]> => {
    const { rows } = await auth.query<SessionRow>(
      `delete from auth_${door}.session where ${where} returning ${sessionColumns}`,
      values,
    );
    forget();
    return rows.map(toSession);
  };

  return {
    demo: options.demo,
    credentials,
    async byEmail(door, email) {
      const { rows } = await auth.query<UserRow>(
        `select ${userColumns} from auth_${door}."user" u where u.email = $1`,
        [email.toLowerCase()],
      );
      return rows[0] ? toAccount(rows[0]) : null;
    },
    async byIds(door, ids) {
      if (ids.length === 0) return new Map();
      const { rows } = await auth.query<UserRow>(
        `select ${userColumns} from auth_${door}."user" u where u.id = any($1)`,
        [ids],
      );
      return new Map(rows.map((row) => [row.id, toAccount(row)]));
    },
    async create(door, { email, name, password, demo }) {
      const { rows } = await auth.query<{ id: string }>(
        `with created as (
           insert into auth_${door}."user" (id, email, name, "emailVerified", demo) values (uuidv7()::text, $1, $2, true, $4)
           on conflict (email) do nothing returning id
         ), credential as (
           insert into auth_${door}.account (id, "userId", "accountId", "providerId", password, "createdAt", "updatedAt")
           select uuidv7()::text, id, id, 'credential', $3, now(), now() from created
         ) select id from created`,
        [email.toLowerCase(), name, await hashPassword(password), demo ?? false],
      );
      if (!rows[0]) throw conflict('There is an account with this e-mail address already.', 'email');
      return rows[0].id;
    },
    async createVouched(door, { email, name }) {
      const { rows } = await auth.query<{ id: string }>(
        `insert into auth_${door}."user" (id, email, name, "emailVerified", demo)
         values (uuidv7()::text, $1, $2, true, false) on conflict (email) do nothing returning id`,
        [email.toLowerCase(), name],
      );
      if (!rows[0]) throw conflict('There is an account with this e-mail address already.', 'email');
      return rows[0].id;
    },
    async passwordMatches(door, userId, password) {
      const { rows } = await auth.query<{ password: string | null }>(
        `select password from auth_${door}.account where "userId" = $1 and "providerId" = 'credential'`,
        [userId],
      );
      const tries = signInAttempts(auth, door);
      // Who sits at somebody's desk may not guess without end either.
      await tries.begin(userId, 'own');
      const matches = rows[0]?.password ? await verifyPassword({ hash: rows[0].password, password }) : false;
      if (matches) await tries.succeeded(userId, 'own');
      return matches;
    },
    async setPassword(door, userId, password) {
      const { rowCount } = await auth.query(
        `update auth_${door}.account set password = $2, "updatedAt" = now() where "userId" = $1 and "providerId" = 'credential'`,
        [userId, await hashPassword(password)],
      );
      if (rowCount === 0) throw new AppError('not_found', 'There is no such account.');
      await credentials.distrust(door, userId);
      await endWhere(door, '"userId" = $1', [userId]);
    },
    async removeSecondFactor(door, userId) {
      await auth.query(
        `with gone as (delete from auth_${door}."twoFactor" where "userId" = $1),
              keys as (delete from auth_${door}.passkey where "userId" = $1)
         update auth_${door}."user" set "twoFactorEnabled" = false where id = $1`,
        [userId],
      );
      await credentials.distrust(door, userId);
      await endWhere(door, '"userId" = $1', [userId]);
    },
    async sessions(door, tenantId, userId) {
      const { rows } = await auth.query<SessionRow>(
        `select ${sessionColumns} from auth_${door}.session where "tenantId" = $1 and ($2::text is null or "userId" = $2) and "expiresAt" > now()
         order by "createdAt" desc limit 500`,
        [tenantId, userId ?? null],
      );
      return rows.map(toSession);
    },
    endSession: async (door, tenantId, sessionId) =>
      (await endWhere(door, '"tenantId" = $1 and id = $2', [tenantId, sessionId]))[0] ?? null,
    endSessions: async (door, tenantId, userId) =>
      void (await endWhere(door, '"tenantId" = $1 and "userId" = $2', [tenantId, userId])),
    async endTenantSessions(tenantId) {
      for (const door of doors) await endWhere(door, '"tenantId" = $1', [tenantId]);
    },
    async removeTenant(tenantId, userIds) {
      await auth.query(`delete from auth_customer."user" where email like $1`, [`%@${tenantId}.customer.invalid`]);
      for (const id of userIds)
        if ((await options.places('isp', id)).length === 0)
          await auth.query('delete from auth_isp."user" where id = $1', [id]);
      forget();
    },
    endOtherSessions: async (door, userId, keptSessionId) =>
      (await endWhere(door, '"userId" = $1 and id <> $2', [userId, keptSessionId])).length,
    async sessionUsed(door, sessionId, factor) {
      await auth.query(
        `update auth_${door}.session set "lastUsedAt" = now(), factor = coalesce($2, factor)
         where id = $1 and ($2::text is not null or "lastUsedAt" is null or "lastUsedAt" < now() - interval '1 minute')`,
        [sessionId, factor ?? null],
      );
      if (factor) forget();
    },
    places: options.places,
    async placeNames(door, userId) {
      const found = await Promise.all((await options.places(door, userId)).map((id) => options.tenantById(id)));
      return found
        .flatMap((t) => (t ? [{ id: t.id, slug: t.slug, name: t.name }] : []))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async moveSession(door, sessionId, tenantId) {
      await auth.query(`update auth_${door}.session set "tenantId" = $2 where id = $1`, [sessionId, tenantId]);
      forget();
    },
    forget,
    onForget: (listener) => void listeners.push(listener),
  };
}

let running: Accounts | null = null;
/** The accounts of this process; absent in processes that let nobody in. */
export function accounts(): Accounts {
  if (!running) throw new AppError('unavailable', 'Sign-in is not running in this process.');
  return running;
}
/** Null in processes that let nobody in. */
export const accountsIfRunning = (): Accounts | null => running;
export function setAccounts(instance: Accounts | null): void {
  running = instance;
}
