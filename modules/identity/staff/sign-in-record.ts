import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';
import type { Accounts } from '#kernel/identity/accounts.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import type { ManagerLookup } from './auth.ts';
import { type signInOutcomes, staff } from './contract.ts';
import type { MemberLookup } from './lookup.ts';

type Outcome = (typeof signInOutcomes)[number];
export interface SignInSeen {
  outcome: Outcome;
  ipAddress: string;
}
interface Attempt {
  door: Door;
  action: string;
  ok: boolean;
  status: number;
  /** Who tried to sign in. */
  email: string | null;
  /** Who had a session already. */
  by: { memberId: string; tenantId: string } | null;
  response: Response;
  request: FastifyRequest;
}

const Answer = z.object({
  user: z.object({ email: z.string() }).optional(),
  twoFactorRedirect: z.boolean().optional(),
});

function outcomeOf(action: string, ok: boolean, secondFactorNext: boolean): Outcome | null {
  if (action.startsWith('sign-in/')) return ok ? (secondFactorNext ? null : 'signed-in') : 'wrong-password';
  if (action.startsWith('two-factor/verify-')) return ok ? 'signed-in' : 'wrong-code';
  if (!ok) return null;
  const done: Record<string, Outcome> = {
    'sign-out': 'signed-out',
    'change-password': 'password-changed',
    'two-factor/disable': 'two-factor-off',
  };
  return done[action] ?? null;
}

/** Puts sign-ins and failed ones on the audit record of the tenant they concern; unknown addresses concern nobody. */
export function signInRecorder({
  kernel,
  tenants,
  accounts,
  members,
  managers,
}: {
  kernel: Kernel;
  tenants: TenantDirectory;
  accounts: Accounts;
  members: MemberLookup;
  managers: ManagerLookup;
}) {
  return async ({ door, action, ok, status, email, by, response, request }: Attempt): Promise<void> => {
    if (door === 'customer' || door === 'partner' || (!ok && status !== 401)) return;
    const answer = ok
      ? Answer.safeParse(
          await response
            .clone()
            .json()
            .catch(() => null),
        )
      : null;
    const body = answer?.success ? answer.data : {};
    let outcome = outcomeOf(action, ok, body.twoFactorRedirect === true);
    if (!outcome) return;
    // The same endpoint confirms a new authenticator while signed in.
    if (action === 'two-factor/verify-totp' && by) outcome = ok ? 'two-factor-on' : 'wrong-code';
    const who = await memberOf(door, email ?? body.user?.email ?? null, by);
    if (!who) return;
    const tenant = who.tenantId === platformTenantId ? null : await tenants.byId(who.tenantId);
    const caller: Caller = {
      door,
      actor: systemActor('sign-in'),
      tenant,
      requestId: request.id,
      ipAddress: request.ip,
    };
    const seen = { outcome, ipAddress: request.ip };
    await (door === 'tenant'
      ? managers.record(kernel, caller, { id: who.memberId, ...seen })
      : kernel.run(caller, staff, 'recordSignIn', { memberId: who.memberId, ...seen })
    ).catch((error) => kernel.log.warn({ err: error }, 'sign-in could not be put on record'));
  };

  async function memberOf(
    door: Door,
    email: string | null,
    by: Attempt['by'],
  ): Promise<{ tenantId: string; memberId: string } | null> {
    const account = email ? await accounts.byEmail(door, email) : null;
    if (!account) return by;
    const [tenantId] = await accounts.places(door, account.id);
    if (!tenantId) return null;
    const who =
      door === 'tenant'
        ? await managers.find(tenantId, account.id)
        : await members.membership(door, tenantId, account.id);
    return who?.id ? { tenantId, memberId: who.id } : null;
  }
}
