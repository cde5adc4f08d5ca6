import { createHmac } from 'node:crypto';
import { passkey } from '@better-auth/passkey';
import { APIError, betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { type Door, doors } from '../contract/fields.ts';
import { uuidv7 } from '../ids.ts';
import { installation } from '../installation.ts';
import { hashPassword, passwordLength, verifyPassword } from './passwords.ts';
import { realmTables } from './realm-tables.ts';
import { vouched } from './vouched.ts';

export interface RealmUser {
  id: string;
  name: string;
  email: string;
  /** Made for the demo; cannot sign in to an installation that is not one. */
  demo: boolean;
}

/** By what a session was let in. A passkey is two factors in one: the device, and the finger or PIN that unlocks it. */
export const sessionFactors = ['password', 'totp', 'recovery', 'passkey', 'provider'] as const;
export type SessionFactor = (typeof sessionFactors)[number];

/** What the realms ask of the modules that know who people are. */
export interface RealmHooks {
  /** The tenant that a new session of this user belongs to; null: this user has no access. */
  place(door: Door, userId: string): Promise<string | null>;
  /** Takes a code of an authenticator app; false when it was used before. */
  takeCode(door: Door, userId: string, code: string): Promise<boolean>;
  /** Brings a password-reset token to its owner; the answer to who asked does not wait for it. */
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
/** Header in which a browser says its time zone, the nearest thing to a place that it tells of itself. */
export const zoneHeader = 'x-dotmac-zone';

/** How long a browser may go without a second factor after its owner said so. */
export const trustDays = 30;

/** The name of a time zone; anything else that a browser may say is nothing. */
export const zoneOf = (text: string | null | undefined): string | null =>
  text && /^[A-Za-z_]{2,20}(\/[A-Za-z_+\-0-9]{1,30}){0,2}$/.test(text) ? text : null;

interface HookContext {
  path?: string;
  body?: Record<string, unknown>;
  headers?: Headers;
  context: {
    internalAdapter: { findUserById(id: string): Promise<object | null> };
    session?: { session: Record<string, unknown> } | null;
  };
}

const factorsByPath: Record<string, SessionFactor> = {
  '/sign-in/email': 'password',
  '/two-factor/verify-totp': 'totp',
  '/two-factor/verify-backup-code': 'recovery',
  '/passkey/verify-authentication': 'passkey',
};
/** A session that replaces another, after a change of password, is as strong as that one was. */
function factorOf(path: string | undefined, before: unknown): SessionFactor {
  // Only `vouched.ts` has no path: who vouches is who asks for a second factor.
  if (!path?.startsWith('/')) return 'provider';
  const earlier = sessionFactors.find((factor) => factor === before) ?? 'password';
  if (path === '/two-factor/disable') return earlier === 'passkey' ? 'passkey' : 'password';
  return factorsByPath[path] ?? earlier;
}

const unverified = (verified: boolean | undefined) => {
  if (verified) return;
  throw new APIError('UNAUTHORIZED', {
    message: 'The passkey did not check that it is you. Unlock it with a finger, a face or a PIN.',
    code: 'NOT_VERIFIED',
  });
};
/** Passkeys that know their owner (resident) and check them: only so is one enough for both factors. */
const passkeys = (baseUrl: string) =>
  passkey({
    rpName: 'DotMac',
    rpID: new URL(baseUrl).hostname,
    origin: new URL(baseUrl).origin,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    registration: {
      afterVerification: ({ verification }) => unverified(verification.registrationInfo?.userVerified),
    },
    authentication: {
      afterVerification: ({ verification }) => unverified(verification.authenticationInfo.userVerified),
    },
  });

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
      // Adding a passkey asks for the password instead; see the sign-in routes.
      freshAge: 0,
      additionalFields: {
        tenantId: { type: 'string' as const, required: true, input: false, defaultValue: '' },
        factor: { type: 'string' as const, required: true, input: false, defaultValue: 'password' },
        place: { type: 'string' as const, required: false, input: false },
        lastUsedAt: { type: 'date' as const, required: false, input: false },
      },
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
        '/passkey/*': { window: 60, max: 60 },
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
    plugins: [
      twoFactor({ issuer: 'DotMac', trustDeviceMaxAge: trustDays * 24 * hour }),
      passkeys(options.baseUrl),
      vouched(),
    ],
    databaseHooks: {
      session: {
        create: {
          before: async (session: { userId: string } & Record<string, unknown>, context: HookContext | null) => {
            const user = (await context?.context.internalAdapter.findUserById(session.userId)) as
              | RealmUser
              | null
              | undefined;
            if (user?.demo && !demo) throw refuse('Demo accounts work only in a demo installation.');
            const tenantId = await hooks.place(door, session.userId);
            if (!tenantId) throw refuse('This account has no access. Ask your administrator.');
            const factor = factorOf(context?.path, context?.context.session?.session['factor']);
            const code = context?.body?.['code'];
            if (factor === 'totp' && typeof code === 'string' && context?.path === '/two-factor/verify-totp')
              if (!(await hooks.takeCode(door, session.userId, code)))
                throw new APIError('UNAUTHORIZED', {
                  message: 'This code was used already. Wait for the next one, then sign in again.',
                  code: 'CODE_USED',
                });
            const place = zoneOf(context?.headers?.get(zoneHeader));
            return { data: { ...session, tenantId, factor, place, lastUsedAt: new Date() } };
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
  const hooks: RealmHooks = { place: async () => null, sendReset: async () => {}, takeCode: async () => false };
  try {
    for (const door of doors) {
      const options = { masterKey: Buffer.alloc(32), demo: false, baseUrl: 'http://localhost', hooks, log: silent };
      const { runMigrations } = await getMigrations(settings(door, kyselyOf(pool), options));
      await runMigrations();
      const schema = `auth_${door}`;
      await pool.query(`${realmTables(schema)}
        grant usage on schema ${schema} to dotmac_auth;
        grant select, insert, update, delete on all tables in schema ${schema} to dotmac_auth;`);
    }
  } finally {
    await pool.end();
  }
}
