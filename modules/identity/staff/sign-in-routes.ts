import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Door } from '#kernel/contract/fields.ts';
import { AppError } from '#kernel/errors.ts';
import type { Identify } from '#kernel/http/rest.ts';
import type { Accounts } from '#kernel/identity/accounts.ts';
import { signInAttempts } from '#kernel/identity/attempts.ts';
import { assertOwnOrigin, sendRealmResponse, toRealmRequest } from '#kernel/identity/http.ts';
import type { Realm } from '#kernel/identity/realms.ts';
import { platformTenantId } from '#kernel/ids.ts';
import type { Kernel } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import type { ManagerLookup, SubscriberLookup } from './auth.ts';
import type { MemberLookup } from './lookup.ts';
import { signInRecorder } from './sign-in-record.ts';

/** What may be asked of a realm over HTTP; everything else the library offers is not there. */
const offered = new Set([
  'sign-in/email',
  'sign-in/account',
  'sign-out',
  'change-password',
  'request-password-reset',
  'reset-password',
  'two-factor/enable',
  'two-factor/disable',
  'two-factor/verify-totp',
  'two-factor/verify-backup-code',
  'two-factor/generate-backup-codes',
]);

const staffSignIn = z.object({ email: z.string().max(254), password: z.string().max(500) });
const subscriberSignIn = z.object({
  /** Short name of the provider; at a host name of its own it need not be given. */
  tenant: z.string().max(60).optional(),
  login: z.string().trim().max(254),
  password: z.string().max(500),
});

interface Parts {
  kernel: Kernel;
  tenants: TenantDirectory;
  accounts: Accounts;
  members: MemberLookup;
  subscribers: SubscriberLookup;
  managers: ManagerLookup;
  identify: Identify;
  realmOf(door: Door): Realm;
  baseUrlOf(door: Door): string;
}

interface Credentials {
  /** Under which tries are counted. */
  login: string;
  email: string;
  password: string;
}

/** `POST /api/auth/<door>/<action>`: hands it to the door's realm, counts tries and puts the outcome on record. */
export function signInRoutes(parts: Parts) {
  const { kernel, tenants, accounts, subscribers, identify, realmOf, baseUrlOf } = parts;
  const record = signInRecorder(parts);

  /** Who wants to sign in. A subscriber is named within a provider, by account number or e-mail; others by e-mail. */
  async function credentials(door: Door, action: string, request: FastifyRequest): Promise<Credentials> {
    const { body }: { body: unknown } = request;
    if (door !== 'customer') {
      const parsed = staffSignIn.safeParse(body);
      if (action !== 'sign-in/email' || !parsed.success)
        throw new AppError('invalid', `Send email and password to /api/auth/${door}/sign-in/email.`);
      return { login: parsed.data.email, ...parsed.data };
    }
    const parsed = subscriberSignIn.safeParse(body);
    if (action !== 'sign-in/account' || !parsed.success)
      throw new AppError('invalid', 'Send tenant, login and password to /api/auth/customer/sign-in/account.');
    const { tenant: named, login, password } = parsed.data;
    const tenant = named ? await tenants.bySlug(named) : await tenants.byDomain(request.hostname);
    const slug = tenant?.slug ?? named ?? request.hostname;
    const email = tenant && (await subscribers.addressOf(tenant.id, login));
    // An unknown account is tried all the same: the answer takes as long and says the same.
    return { login: `${slug}/${login}`, email: email ?? 'nobody@customer.invalid', password };
  }

  return async (door: Door, request: FastifyRequest<{ Params: { '*': string } }>, reply: FastifyReply) => {
    const action = request.params['*'];
    if (!offered.has(action)) throw new AppError('not_found', `There is no ${action} here.`);
    const baseUrl = baseUrlOf(door);
    assertOwnOrigin(request, baseUrl);

    const attempts = signInAttempts(kernel.pools.auth, door);
    const signIn = action.startsWith('sign-in/') ? await credentials(door, action, request) : null;
    if (signIn) await attempts.begin(signIn.login, request.ip);
    const before = signIn ? null : await identify(door, request);

    // The path is ours, not the caller's: what was checked is what is asked.
    const path = `/api/auth/${door}/${signIn ? 'sign-in/email' : action}`;
    const body = signIn ? { email: signIn.email, password: signIn.password } : (request.body ?? {});
    const response = await realmOf(door).handler(toRealmRequest(request, new URL(path, baseUrl), body));

    if (signIn && response.ok) await attempts.succeeded(signIn.login, request.ip);
    if (response.ok) accounts.forget();
    const by = before?.actor.id ? { memberId: before.actor.id, tenantId: before.tenant?.id ?? platformTenantId } : null;
    await record({
      door,
      action,
      ok: response.ok,
      status: response.status,
      email: signIn?.email ?? null,
      by,
      response,
      request,
    });
    return sendRealmResponse(request, reply, response);
  };
}
