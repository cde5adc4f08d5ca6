import { tokenHash } from '#kernel/identity/invitations.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { systemActor } from '#kernel/kernel.ts';
import { signIns } from '#modules/identity/sign-ins/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import type { TestKernel } from '#modules/testing.ts';
import type { Provider } from './provider.ts';

/** Who a caller of the laws is at sign-in. */
export interface LawAccount {
  userId: string;
  sessionId: string;
}
/** Which row of `ids` the `id` of a path is. */
export const signInRowAt: Record<string, string> = {
  '/me/devices/{id}': 'device',
  '/me/passkeys/{id}': 'passkey',
  '/me/sessions/{id}': 'mySession',
};
type Door = 'isp' | 'customer' | 'tenant' | 'platform';

/**
 * A passkey, a device and two sessions of the person at a door, under the same ids at each, and an address that waits to be
 * proven by the provider's token.
 */
async function rowsAt(
  t: TestKernel,
  door: Door,
  userId: string,
  tenantId: string,
  ids: Record<string, string>,
  token: string | null,
): Promise<LawAccount> {
  const owner = (text: string, values: unknown[]) => t.db.owner.query(text, values);
  const sessionId = uuidv7(t.clock.nowMs());
  for (const session of [sessionId, ids['mySession']!])
    await owner(
      `insert into auth_${door}.session (id, token, "userId", "tenantId", "expiresAt", "createdAt", "updatedAt", factor)
       values ($1, $2, $3, $4, now() + interval '1 hour', now(), now(), 'password') on conflict (id) do nothing`,
      [session, `secret-session-${session}`, userId, tenantId],
    );
  await owner(
    `insert into auth_${door}.passkey (id, name, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp", "createdAt")
     values ($1, 'Key', 'secret-public-key', $2, $1, 0, 'singleDevice', false, now())`,
    [ids['passkey'], userId],
  );
  await owner(
    `insert into auth_${door}.device (id, user_id, token_hash, first_at, last_at) values ($1, $2, $1, now(), now())`,
    [ids['device'], userId],
  );
  // Another account than the caller's: a change of their record gives up what waits for them.
  const waiting = door === 'customer' ? uuidv7(t.clock.nowMs()) : userId;
  if (waiting !== userId)
    await owner(
      `insert into auth_${door}."user" (id, email, name, "emailVerified", demo) values ($1, $1 || '@customer.invalid', 'Waiting', true, false)`,
      [waiting],
    );
  if (token)
    await owner(
      `insert into auth_${door}.email_change (user_id, hash, email, expires_at) values ($1, $2, $3, now() + interval '1 day')
       on conflict (user_id) do update set hash = excluded.hash, email = excluded.email`,
      [waiting, tokenHash(token), `proven-${door}@example.test`],
    );
  return { userId, sessionId };
}

/** Gives the people of the laws what they sign in with. @returns the accounts of alpha's people and the vendor's */
export async function signInRows(
  t: TestKernel,
  { alpha, beta, vendor }: { alpha: Provider; beta: Provider; vendor: { ids: Record<string, string> } },
): Promise<Record<Door, LawAccount>> {
  const userOf = async (table: string, where: string, id: string): Promise<string> =>
    (await t.db.owner.query(`select user_id from ${table} where ${where} = $1`, [id])).rows[0].user_id;
  const at = async ({ tenant, ids, token, caller }: Provider) => {
    await t.run(signIns, 'setPolicy', { requiredOf: 'nobody' }, caller);
    await t.run(
      staff,
      'recordSignIn',
      { memberId: ids['member']!, outcome: 'signed-in', factor: 'password', ipAddress: '192.0.2.1' },
      { ...caller, actor: systemActor('laws') },
    );
    Object.assign(ids, { passkey: uuidv7(t.clock.nowMs()), device: uuidv7(t.clock.nowMs()) });
    const member = await userOf('member', 'id', ids['member']!);
    const manager = await userOf('account_manager', 'id', ids['manager']!);
    const subscriber = await userOf('portal_account', 'customer_id', ids['customer']!);
    return {
      isp: await rowsAt(t, 'isp', member, tenant.id, ids, token),
      customer: await rowsAt(t, 'customer', subscriber, tenant.id, ids, token),
      tenant: await rowsAt(t, 'tenant', manager, tenant.id, ids, null),
    };
  };
  const people = await at(alpha);
  await at(beta);
  Object.assign(vendor.ids, { passkey: uuidv7(t.clock.nowMs()), device: uuidv7(t.clock.nowMs()) });
  const operator = await userOf('member', 'id', vendor.ids['member']!);
  return { ...people, platform: await rowsAt(t, 'platform', operator, alpha.tenant.id, vendor.ids, alpha.token) };
}
