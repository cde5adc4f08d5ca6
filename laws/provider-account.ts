import type { Caller, Tenant } from '#kernel/context.ts';
import { systemActor } from '#kernel/kernel.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { accountManagers } from '#modules/tenancy/account-managers/contract.ts';
import type { TestKernel } from '#modules/testing.ts';
import type { Canaries } from './provider.ts';

/** Rows of `ids` that the paths of the ISP's account at the vendor name. */
export const accountRows: Record<string, string> = {
  '/account-managers/{id}': 'invitedManager',
  '/account-managers/{id}/role': 'manager',
};

/** With what the owner of the ISP's account signs in. */
export const managerOf = ({ slug }: Tenant) => ({
  email: `owner-${slug}@example.test`,
  password: `secret-manager-${slug}`,
});

/**
 * An ISP as the vendor's customer: an owner who signed in, another owner, one who is invited.
 * @param session id that the owner's session has, as the member's has in the realm of staff
 */
export async function accountOf(
  t: TestKernel,
  caller: Caller,
  has: { tenant: Tenant; canaries: Canaries; session: string },
): Promise<{ ids: Record<string, string>; token: string }> {
  const { tenant, canaries, session } = has;
  const system: Caller = { ...caller, door: 'tenant', actor: systemActor('laws') };
  const { email, password } = managerOf(tenant);
  canaries.secrets.push(password);
  const owner = { name: `Olga ${canaries.staff}`, email };
  const manager = await t.run(accountManagers, 'addManager', { ...owner, role: 'owner', password }, system);
  await t.run(
    accountManagers,
    'addManager',
    { name: 'Second', email: `second-${tenant.slug}@example.test`, role: 'owner', password },
    system,
  );
  const invited = await t.run(
    accountManagers,
    'invite',
    { email: `invited-${tenant.slug}@example.test`, name: 'Invited', role: 'viewer' },
    caller,
  );
  const [letter] = (await t.run(mail, 'list', { template: 'account-invitation' }, caller)).items;
  const { text } = await t.run(mail, 'getCredential', { id: letter!.id }, caller);
  await t.db.owner.query(
    `insert into auth_tenant.session (id, token, "userId", "tenantId", "expiresAt", "createdAt", "updatedAt")
     select $1, $2, user_id, tenant_id, now() + interval '1 hour', now(), now() from account_manager where id = $3`,
    [session, `secret-session-manager-${tenant.slug}`, manager.id],
  );
  canaries.secrets.push(`secret-session-manager-${tenant.slug}`);
  return {
    ids: { manager: manager.id, invitedManager: invited.id },
    token: new URL(/https?:\/\/\S+/.exec(text)![0]).searchParams.get('token')!,
  };
}
