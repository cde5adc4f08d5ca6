import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Door } from '#kernel/contract/fields.ts';
import { AppError } from '#kernel/errors.ts';
import type { Identify } from '#kernel/http/rest.ts';
import type { Accounts } from '#kernel/identity/accounts.ts';
import { signInAttempts } from '#kernel/identity/attempts.ts';
import { assertOwnOrigin, sendRealmResponse, toRealmRequest } from '#kernel/identity/http.ts';
import { assertGoodPassword } from '#kernel/identity/password-strength.ts';
import type { Realm } from '#kernel/identity/realms.ts';
import type { Kernel } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import type { ManagerLookup, SubscriberLookup } from './auth.ts';
import type { People } from './people.ts';
import { signInAftermath } from './sign-in-aftermath.ts';
import { type Named, readLogin } from './sign-in-input.ts';
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
  'passkey/generate-register-options',
  'passkey/verify-registration',
  'passkey/generate-authenticate-options',
  'passkey/verify-authentication',
]);
/** What the library answers to a GET; here everything is a POST, which other sites cannot send along. */
const asGet = new Set(['passkey/generate-register-options', 'passkey/generate-authenticate-options']);
/** What is only done for who gives their password again, and the name of it. */
const confirmed: Record<string, string> = {
  'change-password': 'currentPassword',
  'two-factor/enable': 'password',
  'two-factor/disable': 'password',
  'two-factor/generate-backup-codes': 'password',
  'passkey/generate-register-options': 'password',
};

interface Parts {
  kernel: Kernel;
  tenants: TenantDirectory;
  accounts: Accounts;
  people: People;
  subscribers: SubscriberLookup;
  managers: ManagerLookup;
  identify: Identify;
  realmOf(door: Door): Realm;
  baseUrlOf(door: Door): string;
}
type SignInRequest = FastifyRequest<{ Params: { '*': string } }>;

const newPassword = z.object({ newPassword: z.string().max(500) });
const resetToken = z.object({ token: z.string().max(200) });
const fieldsOf = (body: unknown): Record<string, unknown> =>
  body && typeof body === 'object' && !Array.isArray(body) ? { ...body } : {};

/** `POST /api/auth/<door>/<action>`: checks what the library does not, hands it to the door's realm, and sees to what follows. */
export function signInRoutes(parts: Parts) {
  const { kernel, accounts, people, identify, realmOf, baseUrlOf } = parts;
  const record = signInRecorder(parts);
  const follow = signInAftermath({ ...parts, record });
  const logins = readLogin(parts);

  /** @throws AppError `limit`, which goes on record once per quarter of an hour */
  async function countTry(door: Door, who: Named, request: FastifyRequest): Promise<void> {
    const about = { door, userId: who.userId, factor: null, requestId: request.id, ipAddress: request.ip };
    await signInAttempts(kernel.pools.auth, door).begin(who.countedAs, request.ip, () =>
      record({ ...about, outcome: 'locked-out' }),
    );
  }

  /** @throws AppError `invalid` when the password that must be given again is wrong */
  async function confirm(door: Door, action: string, userId: string | undefined, body: Record<string, unknown>) {
    const field = confirmed[action];
    if (!field) return;
    if (!userId) throw new AppError('unauthenticated', 'Sign in first.');
    const given = body[field];
    if (typeof given !== 'string' || !(await accounts.passwordMatches(door, userId, given)))
      throw new AppError('invalid', 'This is not your password.', { field });
  }

  /** @throws AppError `invalid` for a password that is easy to guess */
  async function judgeNewPassword(door: Door, userId: string | null, body: unknown): Promise<void> {
    const parsed = newPassword.safeParse(body);
    if (!parsed.success) throw new AppError('invalid', 'Give a new password.', { field: 'newPassword' });
    const person = userId ? await people.of(door, userId) : null;
    const tenant = person && (await people.tenantOf(person.tenantId));
    const names = [person?.name, person?.email, tenant?.name, tenant?.slug];
    await assertGoodPassword(parsed.data.newPassword, { names }, 'newPassword');
  }

  /** What the realm is asked: the caller's words where they were checked, ours where they were read. */
  async function prepare(door: Door, action: string, request: SignInRequest) {
    const body = fieldsOf(request.body);
    if (action.startsWith('sign-in/')) {
      const { password, ...who } = await logins.withPassword(door, action, request);
      await countTry(door, who, request);
      return { path: 'sign-in/email', body: { email: who.email, password }, who, userId: who.userId };
    }
    if (action === 'request-password-reset') {
      const who = await logins.named(door, request, `login to /api/auth/${door}/${action}`);
      return { path: action, body: { email: who.email }, who, userId: who.userId };
    }
    if (action === 'reset-password') {
      const token = resetToken.safeParse(body).data?.token ?? '';
      const userId = await accounts.credentials.resetOwner(door, token);
      await judgeNewPassword(door, userId, body);
      return { path: action, body, who: null, userId };
    }
    const { actor } = await identify(door, request);
    await confirm(door, action, actor.userId, body);
    if (action === 'change-password') await judgeNewPassword(door, actor.userId ?? null, body);
    const asked = action === 'change-password' ? { ...body, revokeOtherSessions: true } : body;
    return { path: action, body: asked, who: null, userId: actor.userId ?? null, sessionId: actor.sessionId };
  }

  return async (door: Door, request: SignInRequest, reply: FastifyReply) => {
    const action = request.params['*'];
    if (!offered.has(action)) throw new AppError('not_found', `There is no ${action} here.`);
    const baseUrl = baseUrlOf(door);
    assertOwnOrigin(request, baseUrl);
    const asked = await prepare(door, action, request);
    // The path is ours, not the caller's: what was checked is what is asked.
    const url = new URL(`/api/auth/${door}/${asked.path}`, baseUrl);
    const method = asGet.has(action) ? 'GET' : 'POST';
    const response = await realmOf(door).handler(toRealmRequest(request, url, asked.body, method));
    if (response.ok) accounts.forget();
    await follow({ door, action, request, reply, response, asked });
    return sendRealmResponse(request, reply, response);
  };
}
