import { z } from 'zod';
import { command, contract, nothing, one, query } from '#kernel/contract/contract.ts';
import { embedMany, embedMaybe, instant, localDate, open, personal, resource } from '#kernel/contract/fields.ts';

export const signInOutcomes = [
  'signed-in',
  'signed-out',
  'wrong-password',
  'wrong-code',
  'wrong-passkey',
  'locked-out',
  'reset-asked',
  'password-changed',
  'password-reset',
  'two-factor-on',
  'two-factor-off',
  'passkey-added',
] as const;
export type SignInOutcome = (typeof signInOutcomes)[number];
export const factors = ['password', 'totp', 'recovery', 'passkey', 'provider'] as const;

/** The same for staff and subscribers; only whose data it is differs, and with it the doors that see it. */
const own = <W extends 'staff' | 'subscriber'>(whose: W, prefix: string) => {
  const where = {
    userAgent: personal(whose, z.string().nullable()),
    ipAddress: personal(whose, z.string().nullable()),
    /** The time zone that the browser told. */
    place: personal(whose, z.string().nullable()),
  };
  const passkey = resource(`${prefix}Passkey`, {
    id: open(z.string()),
    name: personal(whose, z.string()),
    /** Kept by its maker's cloud and there on all their devices; else it lives in one device. */
    synced: open(z.boolean()),
    createdAt: open(instant()),
    lastUsedAt: open(instant().nullable()),
  });
  const device = resource(`${prefix}Device`, {
    id: open(z.string()),
    ...where,
    firstAt: open(instant()),
    lastAt: open(instant()),
    /** Until then it is not asked for a second factor. */
    trustedUntil: open(instant().nullable()),
  });
  const session = resource(`${prefix}OwnSession`, {
    id: open(z.string()),
    ...where,
    factor: open(z.enum(factors)),
    current: open(z.boolean()),
    createdAt: open(instant()),
    lastUsedAt: open(instant()),
    expiresAt: open(instant()),
  });
  const awaited = resource(`${prefix}AwaitedEmail`, {
    email: personal(whose, z.string()),
    expiresAt: open(instant()),
  });
  return resource(`${prefix}OwnSecurity`, {
    /** Signs in with the code of an authenticator app. */
    twoFactor: open(z.boolean()),
    passkeys: embedMany(passkey),
    devices: embedMany(device),
    sessions: embedMany(session),
    /** An address that becomes the one to sign in with when its owner follows the link that was mailed there. */
    awaitedEmail: embedMaybe(awaited),
  });
};
export const OwnSecurity = own('staff', 'Staff');
export const SubscriberSecurity = own('subscriber', 'Subscriber');

export const requiredOf = ['nobody', 'managers', 'everyone'] as const;
export type RequiredOf = (typeof requiredOf)[number];
export const SignInPolicy = resource('SignInPolicy', {
  /** Of whom a second factor is asked; `managers`: who may manage staff. */
  requiredOf: open(z.enum(requiredOf)),
  /** Until then whoever has none is reminded; from then on they set one up before anything else. */
  fromAt: open(instant().nullable()),
  changedAt: open(instant().nullable()),
  changedBy: personal('staff', z.string().nullable()),
});
const counts = {
  signedIn: open(z.int()),
  /** Wrong passwords, codes and passkeys of accounts that exist. */
  failed: open(z.int()),
  lockedOut: open(z.int()),
  resets: open(z.int()),
  /** Sign-ins from browsers that were not used for the account before. */
  newDevices: open(z.int()),
};
export const SignInDay = resource('SignInDay', { day: open(localDate()), ...counts });
export const SignInFactor = resource('SignInFactor', { factor: open(z.enum(factors)), signIns: open(z.int()) });
/** What happened at the doors in a number of days, and in as many days before. */
export const SignInMetrics = resource('SignInMetrics', {
  ...counts,
  before: embedMany(resource('SignInsBefore', counts)),
  uniqueStaff: open(z.int()),
  uniqueSubscribers: open(z.int()),
  days: embedMany(SignInDay),
  factors: embedMany(SignInFactor),
  measuredAt: open(instant()),
});
/** An address that was just proven. */
export const ProvenEmail = resource('ProvenEmail', { email: open(z.string()) });

const account = '/dashboard/account';
const portal = '/customer-portal/security';
const mfa = '/dashboard/security-access/mfa';
const managerAccount = '/tenant-portal/account';
const people = ['isp', 'platform', 'customer'] as const;
const staffDoors = ['isp', 'platform', 'tenant'] as const;
const signedIn = {
  for: ['isp', 'platform', 'tenant', 'customer'],
  can: 'signed-in',
  ui: [account, managerAccount, portal],
} as const;
/** An account manager's address is the one they were invited by. */
const withEmail = { for: people, can: 'signed-in', ui: [account, portal] } as const;
const ownId = z.object({ id: z.string().min(1).max(100) });
const email = z.email('This is not an e-mail address.').toLowerCase().max(254);

export const signIns = contract({
  name: 'sign-ins',
  title: 'Sign-in',
  events: {
    'sign-in.recorded': { outcome: open(z.enum(signInOutcomes)), subjectId: open(z.uuid().nullable()) },
    'sign-in.policy-changed': { requiredOf: open(z.enum(requiredOf)) },
    /** In each tenant where the account has a place. */
    'sign-in.email-proven': {
      tenantId: open(z.uuid()),
      door: open(z.string()),
      userId: open(z.string()),
      email: personal('subscriber', z.string()),
    },
  },
  realtime: {
    'sign-ins': {
      events: ['sign-in.recorded', 'sign-in.policy-changed'],
      for: ['isp', 'platform'],
      can: 'identity.session:read',
    },
  },
  operations: {
    security: query('GET /me/security', {
      summary: 'What I sign in with, and where I am signed in',
      for: staffDoors,
      can: 'signed-in',
      in: z.object({}),
      out: one(OwnSecurity),
      ui: [account, managerAccount],
    }),
    portalSecurity: query('GET /me/security', {
      summary: 'What I sign in with, and where I am signed in',
      for: ['customer'],
      can: 'signed-in',
      in: z.object({}),
      out: one(SubscriberSecurity),
      ui: portal,
    }),
    renamePasskey: command('PATCH /me/passkeys/{id}', {
      ...signedIn,
      summary: 'Name one of my passkeys',
      in: ownId.extend({ name: z.string().trim().min(1, 'A name is needed.').max(60) }),
      out: nothing(),
    }),
    removePasskey: command('DELETE /me/passkeys/{id}', {
      ...signedIn,
      summary: 'Remove one of my passkeys; it opens nothing any more',
      in: ownId,
      out: nothing(),
    }),
    forgetDevice: command('DELETE /me/devices/{id}', {
      ...signedIn,
      summary: 'Forget a device I signed in from; there, everything is asked for again',
      in: ownId,
      out: nothing(),
    }),
    endSession: command('DELETE /me/sessions/{id}', {
      ...signedIn,
      summary: 'End one of my sessions',
      in: ownId,
      out: nothing(),
    }),
    endOtherSessions: command('DELETE /me/sessions', {
      ...signedIn,
      summary: 'End all my sessions but this one',
      in: z.object({}),
      out: nothing(),
    }),
    changeEmail: command('POST /me/email', {
      ...withEmail,
      summary: 'Sign in with another e-mail address once its owner has followed the link mailed there',
      in: z.object({ email, password: z.string().min(1, 'Give your password.').max(500) }),
      out: nothing(),
      perMinute: 6,
    }),
    cancelEmail: command('DELETE /me/email', {
      ...withEmail,
      summary: 'Give up a change of address that is not confirmed yet',
      in: z.object({}),
      out: nothing(),
    }),
    confirmEmail: command('POST /email-confirmations', {
      summary: 'Prove an address with the token of the mailed link',
      for: people,
      can: 'anyone',
      in: z.object({ token: z.string().min(20).max(200) }),
      out: one(ProvenEmail),
      emits: ['sign-in.email-proven'],
      perMinute: 20,
      ui: ['/confirm-email', '/customer-portal/confirm-email'],
    }),
    policy: query('GET /sign-in-policy', {
      summary: 'What the provider asks of its staff at sign-in',
      for: ['isp', 'platform'],
      can: 'identity.user:read',
      in: z.object({}),
      out: one(SignInPolicy),
      ui: mfa,
    }),
    setPolicy: command('PUT /sign-in-policy', {
      summary: 'Say of whom a second factor is asked, and from when',
      for: ['isp', 'platform'],
      can: 'identity.policy:write',
      in: z.object({
        requiredOf: z.enum(requiredOf),
        from: localDate().optional().describe('From which day of the provider’s calendar it binds. Left out: at once.'),
      }),
      out: one(SignInPolicy),
      emits: ['sign-in.policy-changed'],
      ui: mfa,
    }),
    metrics: query('GET /sign-in-metrics', {
      summary: 'Sign-ins, failures, lockouts and resets by day',
      for: ['isp', 'platform'],
      can: 'identity.session:read',
      in: z.object({ days: z.coerce.number().int().min(7).max(90).default(30) }),
      out: one(SignInMetrics),
      ui: '/dashboard/security-access/auth-metrics',
    }),
    askProof: command('POST /sign-ins/proofs', {
      summary: 'Mail a link by which the owner of an address proves it',
      for: [],
      can: 'identity.user:write',
      in: z.object({
        door: z.enum(people),
        userId: z.string(),
        name: z.string(),
        email,
        customerId: z.uuid().nullable().default(null),
      }),
      out: nothing(),
      ui: { none: 'internal' },
    }),
    record: command('POST /sign-ins', {
      summary: 'Put what happened at sign-in on record',
      for: [],
      can: 'identity.user:write',
      in: z.object({
        person: z.enum(['staff', 'subscriber']),
        subjectId: z.uuid().nullable(),
        outcome: z.enum(signInOutcomes),
        factor: z.enum(factors).nullable().default(null),
        /** From a browser that was not used for the account before; its very first one is no news. */
        newDevice: z.boolean().default(false),
        ipAddress: z.string().max(100),
      }),
      out: nothing(),
      emits: ['sign-in.recorded'],
      ui: { none: 'internal' },
    }),
  },
});
