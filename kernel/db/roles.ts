import { createHmac } from 'node:crypto';
import pg from 'pg';
import { AppError } from '../errors.ts';
import { type DatabaseRole, databaseRoles } from './registry.ts';

/** Connection URLs by purpose. Only `npx dotmac start` and `migrate` know `owner`. */
export interface DatabaseUrls {
  app: string;
  system: string;
  platform: string;
  auth: string;
}
const roleOf: Record<keyof DatabaseUrls, DatabaseRole> = {
  app: 'dotmac_app',
  system: 'dotmac_system',
  platform: 'dotmac_platform',
  auth: 'dotmac_auth',
};

/** Password of a database role: HMAC-SHA256 of `pg-role:` and its name under the master key, in base64url. */
export const rolePassword = (masterKey: Buffer, role: string): string =>
  createHmac('sha256', masterKey).update(`pg-role:${role}`).digest('base64url');

/** Same server and database as `ownerUrl`, another role. */
export function roleUrl(ownerUrl: string, masterKey: Buffer, role: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = rolePassword(masterKey, role);
  return url.href;
}

/** The URLs of the four roles, derived from the owner's URL and the master key. */
export function databaseUrls(ownerUrl: string, masterKey: Buffer): DatabaseUrls {
  const url = (purpose: keyof DatabaseUrls) => roleUrl(ownerUrl, masterKey, roleOf[purpose]);
  return { app: url('app'), system: url('system'), platform: url('platform'), auth: url('auth') };
}

/** Owns the views of `platform_view` and may read what they read; nobody can log in as it. */
export const viewRole = 'dotmac_view';

async function passwordWorks(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === '28P01') return false;
    // Refused for another reason than its password, such as a missing CONNECT right: the password was not the trouble.
    if (error instanceof pg.DatabaseError) return code !== '28000';
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Creates the database roles, or brings their passwords in line with the master key.
 * @param owner a connected client of the owner
 * @throws AppError `invalid` when the owner may not create roles
 */
export async function ensureRoles(owner: pg.Client, ownerUrl: string, masterKey: Buffer): Promise<void> {
  const wanted = [...databaseRoles, viewRole];
  const { rows } = await owner.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [
    wanted,
  ]);
  const present = new Set(rows.map((row) => row.rolname));
  try {
    for (const role of wanted) {
      if (present.has(role)) continue;
      const login = role === viewRole ? 'NOLOGIN' : `LOGIN PASSWORD '${rolePassword(masterKey, role)}'`;
      await owner
        .query(`CREATE ROLE ${role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION ${login}`)
        .catch((error) => {
          // Another migration on this server was faster; roles belong to the server, not to the database.
          if (error.code !== '42710' && error.code !== '23505') throw error;
        });
    }
    for (const role of databaseRoles) {
      if (!present.has(role) || (await passwordWorks(roleUrl(ownerUrl, masterKey, role)))) continue;
      await owner.query(`ALTER ROLE ${role} LOGIN PASSWORD '${rolePassword(masterKey, role)}'`);
    }
    await owner.query(`GRANT ${viewRole} TO CURRENT_USER`);
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError) || cause.code !== '42501') throw cause;
    const user = new URL(ownerUrl).username;
    throw new AppError(
      'invalid',
      `DATABASE_URL: the user "${user}" may not create the roles ${wanted.join(', ')}; let a superuser run ALTER ROLE "${user}" CREATEROLE.`,
      { cause },
    );
  }
}
