import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { Door } from '../contract/fields.ts';
import { conflict } from '../errors.ts';
import { uuidv7 } from '../ids.ts';

export interface Passkey {
  id: string;
  name: string;
  /** Kept by an account of its maker and there on all their devices; else it lives in one device. */
  synced: boolean;
  /** ISO 8601 */
  createdAt: string;
  lastUsedAt: string | null;
}

/** A browser that somebody signed in from. */
export interface SignInDevice {
  id: string;
  userAgent: string | null;
  ipAddress: string | null;
  /** The time zone that the browser told. */
  place: string | null;
  firstAt: string;
  lastAt: string;
  /** Until then it is not asked for a second factor; null when it is. */
  trustedUntil: string | null;
}

export interface Factors {
  totp: boolean;
  passkeys: number;
  trustedDevices: number;
}

/** A browser as it shows itself at sign-in. */
export interface SeenDevice {
  /** The secret of its cookie; null when it has none yet. */
  token: string | null;
  userAgent: string | null;
  ipAddress: string;
  place: string | null;
  /** The realm's record of the trust that was just given or renewed. */
  trustIdentifier: string | null;
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const iso = (at: Date | null) => at?.toISOString() ?? null;
const keptDevices = 30;

/** What people sign in with beside their password, and where they did. Everything is asked for by its owner's id. */
export function openCredentials(auth: Pool) {
  const rows = async <R extends object>(sql: string, values: unknown[]): Promise<R[]> =>
    (await auth.query<R>(sql, values)).rows;
  const changed = async (sql: string, values: unknown[]): Promise<boolean> =>
    ((await auth.query(sql, values)).rowCount ?? 0) > 0;

  return {
    async passkeys(door: Door, userId: string): Promise<Passkey[]> {
      const found = await rows<{
        id: string;
        name: string | null;
        synced: boolean;
        made: Date | null;
        used: Date | null;
      }>(
        `select id, name, "backedUp" as synced, "createdAt" as made, "lastUsedAt" as used
         from auth_${door}.passkey where "userId" = $1 order by "createdAt"`,
        [userId],
      );
      return found.map(({ id, name, synced, made, used }) => ({
        id,
        name: name || 'Passkey',
        synced,
        createdAt: iso(made) ?? '',
        lastUsedAt: iso(used),
      }));
    },
    renamePasskey: (door: Door, userId: string, id: string, name: string) =>
      changed(`update auth_${door}.passkey set name = $3 where "userId" = $1 and id = $2`, [userId, id, name]),
    removePasskey: (door: Door, userId: string, id: string) =>
      changed(`delete from auth_${door}.passkey where "userId" = $1 and id = $2`, [userId, id]),
    passkeyUsed: (door: Door, credentialId: string) =>
      changed(`update auth_${door}.passkey set "lastUsedAt" = now() where "credentialID" = $1`, [credentialId]),

    async devices(door: Door, userId: string): Promise<SignInDevice[]> {
      const found = await rows<{
        id: string;
        user_agent: string | null;
        ip_address: string | null;
        place: string | null;
        first_at: Date;
        last_at: Date;
        trusted_until: Date | null;
      }>(
        `select d.id, d.user_agent, d.ip_address, d.place, d.first_at, d.last_at, v."expiresAt" as trusted_until
         from auth_${door}.device d
         left join auth_${door}.verification v on v.identifier = d.trust_identifier and v."expiresAt" > now()
         where d.user_id = $1 order by d.last_at desc`,
        [userId],
      );
      return found.map((d) => ({
        id: d.id,
        userAgent: d.user_agent,
        ipAddress: d.ip_address,
        place: d.place,
        firstAt: d.first_at.toISOString(),
        lastAt: d.last_at.toISOString(),
        trustedUntil: iso(d.trusted_until),
      }));
    },
    /** Notes where somebody signed in; a browser without a known cookie gets a new one. */
    async deviceSeen(door: Door, userId: string, seen: SeenDevice) {
      const { userAgent, ipAddress, place, trustIdentifier } = seen;
      const known = seen.token
        ? await changed(
            `update auth_${door}.device set user_agent = $3, ip_address = $4, place = $5, last_at = now(), trust_identifier = coalesce($6, trust_identifier)
             where user_id = $1 and token_hash = $2`,
            [userId, hashOf(seen.token), userAgent, ipAddress, place, trustIdentifier],
          )
        : false;
      if (known) return { token: seen.token, isNew: false, isFirst: false };
      const [before] = await rows<{ any: boolean }>(
        `select exists (select from auth_${door}.device where user_id = $1) as any`,
        [userId],
      );
      const token = seen.token ?? randomBytes(32).toString('base64url');
      await auth.query(
        `insert into auth_${door}.device (id, user_id, token_hash, user_agent, ip_address, place, first_at, last_at, trust_identifier)
         values ($1, $2, $3, $4, $5, $6, now(), now(), $7) on conflict (user_id, token_hash) do nothing`,
        [uuidv7(Date.now()), userId, hashOf(token), userAgent, ipAddress, place, trustIdentifier],
      );
      await auth.query(
        `delete from auth_${door}.device where user_id = $1 and id in
           (select id from auth_${door}.device where user_id = $1 order by last_at desc offset ${keptDevices})`,
        [userId],
      );
      return { token, isNew: true, isFirst: !before?.any };
    },
    /** Ends the trust in a browser and forgets it: from there, the next sign-in asks for everything and is told of. */
    forgetDevice: (door: Door, userId: string, id: string) =>
      changed(
        `with gone as (delete from auth_${door}.device where user_id = $1 and id = $2 returning trust_identifier),
              untrusted as (delete from auth_${door}.verification where identifier in (select trust_identifier from gone))
         select from gone`,
        [userId, id],
      ),
    /** Ends the trust in every browser of an account. */
    async distrust(door: Door, userId: string): Promise<void> {
      await auth.query(`delete from auth_${door}.verification where value = $1 and identifier like 'trust-device-%'`, [
        userId,
      ]);
    },

    async factors(door: Door, userIds: readonly string[]): Promise<Map<string, Factors>> {
      const found = await rows<{ id: string; totp: boolean; passkeys: number; trusted: number }>(
        `select u.id, coalesce(u."twoFactorEnabled", false) as totp,
           (select count(*)::int from auth_${door}.passkey p where p."userId" = u.id) as passkeys,
           (select count(*)::int from auth_${door}.device d join auth_${door}.verification v
              on v.identifier = d.trust_identifier and v."expiresAt" > now() where d.user_id = u.id) as trusted
         from auth_${door}."user" u where u.id = any($1)`,
        [userIds],
      );
      return new Map(found.map((f) => [f.id, { totp: f.totp, passkeys: f.passkeys, trustedDevices: f.trusted }]));
    },
    /** Takes a code of an authenticator app, once in three minutes, which is longer than any code is good for. */
    takeCode: (door: Door, userId: string, code: string) =>
      changed(
        `insert into auth_${door}.used_code as u (user_id, code, at) values ($1, $2, now())
         on conflict (user_id, code) do update set at = now() where u.at < now() - interval '3 minutes'`,
        [userId, code.replaceAll(/\D/g, '')],
      ),

    /** The account a password-reset token is for; null when it is spent, expired or of another realm. */
    async resetOwner(door: Door, token: string): Promise<string | null> {
      const [row] = await rows<{ value: string }>(
        `select value from auth_${door}.verification where identifier = $1 and "expiresAt" > now()`,
        [`reset-password:${token}`],
      );
      return row?.value ?? null;
    },

    /** Keeps an address until its owner proves it; an earlier one that waits is given up. */
    async awaitEmail(door: Door, userId: string, email: string, hash: string, hours: number): Promise<void> {
      await auth.query(
        `insert into auth_${door}.email_change (user_id, hash, email, expires_at) values ($1, $2, $3, now() + make_interval(hours => $4))
         on conflict (user_id) do update set hash = excluded.hash, email = excluded.email, expires_at = excluded.expires_at`,
        [userId, hash, email.toLowerCase(), hours],
      );
    },
    async awaitedEmail(door: Door, userId: string): Promise<{ email: string; expiresAt: string } | null> {
      const [row] = await rows<{ email: string; expires_at: Date }>(
        `select email, expires_at from auth_${door}.email_change where user_id = $1 and expires_at > now()`,
        [userId],
      );
      return row ? { email: row.email, expiresAt: row.expires_at.toISOString() } : null;
    },
    dropAwaitedEmail: (door: Door, userId: string) =>
      changed(`delete from auth_${door}.email_change where user_id = $1`, [userId]),
    /** Spends a token: the address is proven. Null when it is spent, expired or was replaced. */
    async proveEmail(door: Door, hash: string): Promise<{ userId: string; email: string } | null> {
      const [row] = await rows<{ user_id: string; email: string }>(
        `delete from auth_${door}.email_change where hash = $1 and expires_at > now() returning user_id, email`,
        [hash],
      );
      return row ? { userId: row.user_id, email: row.email } : null;
    },
    /** @throws AppError `conflict` when somebody else has the address */
    async setEmail(door: Door, userId: string, email: string): Promise<void> {
      const done = await changed(
        `update auth_${door}."user" u set email = $2, "emailVerified" = true, "updatedAt" = now()
         where id = $1 and not exists (select from auth_${door}."user" o where o.email = $2 and o.id <> $1)`,
        [userId, email.toLowerCase()],
      );
      if (!done) throw conflict('There is an account with this e-mail address already.', 'email');
    },
  };
}
export type Credentials = ReturnType<typeof openCredentials>;

/** The longest that a browser keeps a cookie. */
export const deviceCookieSeconds = 400 * 24 * 3600;
