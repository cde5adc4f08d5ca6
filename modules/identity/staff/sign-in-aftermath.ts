import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Door } from '#kernel/contract/fields.ts';
import type { Accounts } from '#kernel/identity/accounts.ts';
import { signInAttempts } from '#kernel/identity/attempts.ts';
import { deviceCookieSeconds } from '#kernel/identity/credentials.ts';
import { deviceOf } from '#kernel/identity/device.ts';
import { type SessionFactor, zoneHeader, zoneOf } from '#kernel/identity/realms.ts';
import type { Kernel } from '#kernel/kernel.ts';
import type { SignInOutcome } from '#modules/identity/sign-ins/contract.ts';
import type { People } from './people.ts';
import type { Named } from './sign-in-input.ts';
import type { Happened } from './sign-in-record.ts';

export interface Asked {
  door: Door;
  action: string;
  request: FastifyRequest;
  reply: FastifyReply;
  response: Response;
  asked: { who: Named | null; userId: string | null; sessionId?: string | undefined; body: Record<string, unknown> };
}

const notices = {
  'new-device': 'Somebody signed in to your account from a device that was not used for it before.',
  'password-changed': 'The password of your account was changed.',
  'password-reset': 'A new password was set for your account, by a link that we had mailed to you.',
  'passkey-added': 'A passkey was added to your account; it signs in without the password.',
  'two-factor-off': 'The authenticator app of your account was turned off.',
} as const;

const Answer = z.object({
  user: z.object({ id: z.string() }).nullish(),
  twoFactorRedirect: z.boolean().optional(),
});

const factors: Record<string, SessionFactor> = {
  'sign-in/email': 'password',
  'sign-in/account': 'password',
  'two-factor/verify-totp': 'totp',
  'two-factor/verify-backup-code': 'recovery',
  'passkey/verify-authentication': 'passkey',
};
const failures: Record<string, SignInOutcome> = {
  'sign-in/email': 'wrong-password',
  'sign-in/account': 'wrong-password',
  'two-factor/verify-totp': 'wrong-code',
  'two-factor/verify-backup-code': 'wrong-code',
  'passkey/verify-authentication': 'wrong-passkey',
};
const successes: Record<string, SignInOutcome> = {
  'sign-out': 'signed-out',
  'request-password-reset': 'reset-asked',
  'change-password': 'password-changed',
  'reset-password': 'password-reset',
  'two-factor/disable': 'two-factor-off',
  'passkey/verify-registration': 'passkey-added',
};

/** What happened; null for what is no news. */
function outcomeOf({ action, response, asked }: Asked, secondFactorNext: boolean): SignInOutcome | null {
  if (!response.ok) return response.status === 401 ? (failures[action] ?? null) : null;
  if (secondFactorNext) return null;
  // The same endpoint confirms a new authenticator while signed in.
  if (action === 'two-factor/verify-totp' && asked.sessionId) return 'two-factor-on';
  return factors[action] ? 'signed-in' : (successes[action] ?? null);
}

const cookieIn = (header: string | undefined, name: string) =>
  new RegExp(`(?:^|;\\s*)${name}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(header ?? '')?.[1] ?? null;
/** The realm's record of trust that its answer sets a cookie for. */
const trustIn = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => /!(trust-device-[A-Za-z0-9]+)/.exec(decodeURIComponent(cookie))?.[1])
    .find((identifier) => identifier !== undefined) ?? null;

/** What follows an answer of the realm: the record, the count of tries, the device it came from, and a notice to its owner. */
export function signInAftermath({
  kernel,
  accounts,
  people,
  baseUrlOf,
  record,
}: {
  kernel: Kernel;
  accounts: Accounts;
  people: People;
  baseUrlOf(door: Door): string;
  record(happened: Happened): Promise<void>;
}) {
  const { credentials } = accounts;
  const seenFrom = (request: FastifyRequest) => ({
    userAgent: request.headers['user-agent']?.slice(0, 400) ?? null,
    ipAddress: request.ip,
    place: zoneOf([request.headers[zoneHeader]].flat()[0]),
  });

  async function notice(door: Door, userId: string, what: keyof typeof notices, request: FastifyRequest) {
    const { userAgent, ipAddress, place } = seenFrom(request);
    const person = await people.of(door, userId);
    const tenant = person && (await people.tenantOf(person.tenantId));
    if (!tenant) return;
    people.writeLater(door, userId, 'sign-in-notice', {
      what: notices[what],
      device: deviceOf(userAgent).name,
      address: ipAddress,
      ...(place ? { place } : {}),
      at: Temporal.Instant.fromEpochMilliseconds(Math.floor(kernel.clock.nowMs()))
        .toZonedDateTimeISO(tenant.timeZone)
        .toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' }),
      link: people.accountPage(door),
    });
  }

  /** Knows the browser again by a cookie of its own; the first one of an account is no news to its owner. */
  async function entered({ door, action, request, reply, response }: Asked, userId: string): Promise<boolean> {
    const name = `dotmac-${door}.device`;
    const { token, isNew, isFirst } = await credentials.deviceSeen(door, userId, {
      ...seenFrom(request),
      token: cookieIn(request.headers.cookie, name),
      trustIdentifier: trustIn(response),
    });
    const secure = baseUrlOf(door).startsWith('https:') ? '; Secure' : '';
    void reply.header(
      'set-cookie',
      `${name}=${token}; Max-Age=${deviceCookieSeconds}; Path=/; HttpOnly; SameSite=Lax${secure}`,
    );
    if (isNew && !isFirst) await notice(door, userId, 'new-device', request);
    if (action === 'passkey/verify-authentication') await credentials.passkeyUsed(door, passkeyIn(request.body));
    return isNew && !isFirst;
  }

  return async (happened: Asked): Promise<void> => {
    const { door, action, request, response, asked } = happened;
    const read: unknown = response.ok
      ? await response
          .clone()
          .json()
          .catch(() => null)
      : null;
    const answer = Answer.safeParse(read).data;
    const outcome = outcomeOf(happened, answer?.twoFactorRedirect === true);
    const userId = answer?.user?.id ?? asked.userId;
    if (response.ok && asked.who && action.startsWith('sign-in/'))
      await signInAttempts(kernel.pools.auth, door).succeeded(asked.who.countedAs, request.ip);
    if (!outcome) return;
    const newDevice = userId !== null && outcome === 'signed-in' && (await entered(happened, userId));
    if (userId && outcome === 'password-reset') await freshStart(door, userId, request);
    if (outcome === 'passkey-added' && asked.sessionId) await accounts.sessionUsed(door, asked.sessionId, 'passkey');
    const factor = outcome === 'signed-in' ? (factors[action] ?? null) : null;
    await record({ door, outcome, userId, factor, newDevice, requestId: request.id, ipAddress: request.ip });
    if (userId && outcome in notices) await notice(door, userId, outcome as keyof typeof notices, request);
  };

  /** After a reset nothing of before counts: no trusted browser, no tries that were used up. */
  async function freshStart(door: Door, userId: string, request: FastifyRequest): Promise<void> {
    await credentials.distrust(door, userId);
    const account = (await accounts.byIds(door, [userId])).get(userId);
    if (account) await signInAttempts(kernel.pools.auth, door).succeeded(account.email, request.ip);
  }
}

const passkeyIn = (body: unknown): string =>
  z.object({ response: z.object({ id: z.string() }) }).safeParse(body).data?.response.id ?? '';
