import { createHmac } from 'node:crypto';
import { APIError, betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { type Door, doors } from '../contract/fields.ts';
import { uuidv7 } from '../ids.ts';
import { installation } from '../installation.ts';
import { attemptTable } from './attempts.ts';
import { hashPassword, passwordLength, verifyPassword } from './passwords.ts';
import { vouched } from './vouched.ts';

export interface RealmUser {
  id: string;
  name: string;
  email: string;
  /** Made for the demo; cannot sign in to an installation that is not one. */
  demo: boolean;
}

/** What the realms ask of the modules that know who people are. */
export interface RealmHooks {
  /** The tenant that a new session of this user belongs to; null: this user has no access. */
  place(door: Door, userId: string): Promise<string | null>;
  /** Brings a password-reset token to its owner. */
  sendReset(door: Door, user: RealmUser, token: string): Promise<void>;
}

export interface RealmOptions {
  masterKey: Buffer;
  demo: boolean;
  /** Address of the console that the door belongs to. */
  baseUrl: string;
  hooks: RealmHooks;
  log: Logger;
}

const hour = 3600;
/** Idle seconds after which a session ends, and after how many seconds of use its end moves. */
function lifetimeOf(door: Door): { idle: number; renew: number } {
  if (door === 'partner') return { idle: 24 * hour, renew: hour };
  const { staffSessionHours, customerSessionDays } = installation();
  const idle = door === 'customer' ? customerSessionDays * 24 * hour : staffSessionHours * hour;
  return { idle, renew: Math.min(idle / 12, 24 * hour) };
}
export const resetHours = 1;

/** Header in which the host tells the realm the caller's address; never taken from the caller. */
export const addressHeader = 'x-dotmac-address';

const refuse = (message: string) => new APIError('FORBIDDEN', { message, code: 'FORBIDDEN' });

/** Tables and rules of a door's realm; what migrations and the running realm share. */
function settings(door: Door, database: Kysely<unknown>, options: RealmOptions) {
  const { hooks, demo } = options;
  return {
    appName: 'DotMac',
    baseURL: options.baseUrl,
    basePath: `/api/auth/${door}`,
    secret: createHmac('sha256', options.masterKey).update(`better-auth:${door}`).digest('base64url'),
    database: { db: database, type: 'postgres' as const, schemaName: `auth_${door}` },
    telemetry: { enabled: false },
    // Origins are checked before a request gets here, against the address that people really use.
    trustedOrigins: [options.baseUrl],
    logger: {
      log: (level: string, message: string) => {
        if (level === 'error') options.log.error({ door }, message);
        else options.log.debug({ door }, message);
      },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      autoSignIn: false,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      password: { hash: hashPassword, verify: verifyPassword },
      resetPasswordTokenExpiresIn: resetHours * hour,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }: { user: object; token: string }) =>
        hooks.sendReset(door, user as RealmUser, token),
    },
    user: {
      additionalFields: { demo: { type: 'boolean' as const, required: true, defaultValue: false, input: false } },
    },
    session: {
      expiresIn: lifetimeOf(door).idle,
      updateAge: lifetimeOf(door).renew,
      additionalFields: { tenantId: { type: 'string' as const, required: true, input: false, defaultValue: '' } },
    },
    rateLimit: {
      enabled: true,
      storage: 'database' as const,
      window: 60,
      max: 120,
      // By address; a whole office may share one. Guesses at one account are counted apart (attempts.ts).
      customRules: {
        '/sign-in/*': { window: 60, max: 60 },
        '/two-factor/*': { window: 60, max: 30 },
        '/request-password-reset': { window: 60, max: 5 },
        '/reset-password': { window: 60, max: 10 },
        '/change-password': { window: 60, max: 10 },
      },
    },
    advanced: {
      cookiePrefix: `dotmac-${door}`,
      useSecureCookies: options.baseUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax' as const, httpOnly: true, path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader], ipv6Subnet: 64 },
      database: { validateSchema: false, generateId: () => uuidv7(Date.now()) },
    },
    disabledPaths: [
      '/sign-up/email',
      '/update-user',
      '/delete-user',
      '/change-email',
      '/sign-in/social',
      '/link-social',
      '/send-verification-email',
    ],
    plugins: [twoFactor({ issuer: 'DotMac' }), vouched()],
    databaseHooks: {
      session: {
        create: {
          before: async (
            session: { userId: string } & Record<string, unknown>,
            context: { context: { internalAdapter: { findUserById(id: string): Promise<object | null> } } } | null,
          ) => {
            const user = (await context?.context.internalAdapter.findUserById(session.userId)) as
              | RealmUser
              | null
              | undefined;
            if (user?.demo && !demo) throw refuse('Demo accounts work only in a demo installation.');
            const tenantId = await hooks.place(door, session.userId);
            if (!tenantId) throw refuse('This account has no access. Ask your administrator.');
            return { data: { ...session, tenantId } };
          },
        },
      },
    },
  };
}

const kyselyOf = (pool: pg.Pool) => new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });

/** One door's sign-in: users, passwords, second factors and sessions, in a schema and under cookies of its own. */
export const openRealm = (door: Door, pool: pg.Pool, options: RealmOptions) =>
  betterAuth(settings(door, kyselyOf(pool), options));
export type Realm = ReturnType<typeof openRealm>;

/**
 * Creates or brings up to date the tables of all realms, and lets `dotmac_auth` use them.
 * @param ownerUrl connection of the role that owns the tables
 */
export async function migrateRealms(ownerUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  // The server may be stopped right after; a connection that is closing then is no error.
  pool.on('error', () => {});
  const silent = { error() {}, debug() {} } as unknown as Logger;
  const hooks: RealmHooks = { place: async () => null, sendReset: async () => {} };
  try {
    for (const door of doors) {
      const options = { masterKey: Buffer.alloc(32), demo: false, baseUrl: 'http://localhost', hooks, log: silent };
      const { runMigrations } = await getMigrations(settings(door, kyselyOf(pool), options));
      await runMigrations();
      const schema = `auth_${door}`;
      await pool.query(`${attemptTable(schema)};
        grant usage on schema ${schema} to dotmac_auth;
        grant select, insert, update, delete on all tables in schema ${schema} to dotmac_auth;`);
    }
  } finally {
    await pool.end();
  }
}
