import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Door } from '../contract/fields.ts';
import { AppError } from '../errors.ts';

const windowSeconds = 900;
/** Tries within a quarter of an hour: by one address at one account, and at one account from everywhere. */
const limits = { fromOneAddress: 10, fromEverywhere: 100 };

const waitText = (seconds: number) => (seconds <= 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`);

const keyOf = (...parts: string[]) => createHash('sha256').update(parts.join('\n')).digest('base64url');

/**
 * Counts sign-in tries per account before the password is looked at, so that parallel guesses bind too; kept in the
 * database, so that they bind across processes. An account that does not exist is counted alike.
 */
export function signInAttempts(pool: Pool, door: Door) {
  const table = `auth_${door}.sign_in_attempt`;
  const keys = (login: string, ipAddress: string) =>
    [
      [keyOf(login.trim().toLowerCase(), ipAddress), limits.fromOneAddress],
      [keyOf(login.trim().toLowerCase()), limits.fromEverywhere],
    ] as const;

  return {
    /**
     * @param onLocked told when a limit is reached, once until it is over
     * @throws AppError `limit` with the seconds to wait
     */
    async begin(login: string, ipAddress: string, onLocked?: () => Promise<void>): Promise<void> {
      for (const [key, limit] of keys(login, ipAddress)) {
        const { rows } = await pool.query<{ count: number; wait: number }>(
          `insert into ${table} as a (key, count, since) values ($1, 1, now())
           on conflict (key) do update set
             count = case when a.since < now() - make_interval(secs => $2) then 1 else a.count + 1 end,
             since = case when a.since < now() - make_interval(secs => $2) then now() else a.since end
           returning count, ceil(extract(epoch from since + make_interval(secs => $2) - now()))::int as wait`,
          [key, windowSeconds],
        );
        const row = rows[0];
        if (row && row.count === limit + 1) await onLocked?.();
        if (row && row.count > limit)
          throw new AppError(
            'limit',
            `Too many attempts to sign in. Wait ${waitText(Math.max(1, row.wait))}, or reset the password.`,
            { retryAfterSeconds: Math.max(1, row.wait) },
          );
      }
    },
    /** The right password was given, or a new one was set: the count begins anew. */
    async succeeded(login: string, ipAddress: string): Promise<void> {
      await pool.query(`delete from ${table} where key = any($1) or since < now() - interval '1 day'`, [
        keys(login, ipAddress).map(([key]) => key),
      ]);
    },
  };
}
