import type { Caller, Tenant } from '#kernel/context.ts';
import { systemActor } from '#kernel/kernel.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { accountManagers } from '#modules/tenancy/account-managers/contract.ts';
import { announcements } from '#modules/tenancy/announcements/contract.ts';
import { tenantPortal } from '#modules/tenancy/tenant-portal/contract.ts';
import { vendorTickets } from '#modules/tenancy/vendor-tickets/contract.ts';
import type { TestKernel } from '#modules/testing.ts';
import type { Canaries } from './provider.ts';

/** Rows of `ids` that the paths of the ISP's account at the vendor name. */
export const accountRows: Record<string, string> = {
  '/account-managers/{id}': 'invitedManager',
  '/account-managers/{id}/role': 'manager',
  '/announcements/{id}': 'announcement',
  '/tickets/{id}': 'vendorTicket',
  '/ticket-files/{id}': 'vendorTicketFile',
};

/** A word of what an ISP and the vendor say to each other: the vendor's to read, no other ISP's. */
export const accountWord = ({ slug }: Tenant) => `account-${slug}-canary`;

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
  const owner = { name: `Olga ${accountWord(tenant)}`, email };
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
    `insert into auth_tenant.session (id, token, "userId", "tenantId", "expiresAt", "createdAt", "updatedAt", factor)
     select $1, $2, user_id, tenant_id, now() + interval '1 hour', now(), now(), 'password' from account_manager where id = $3`,
    [session, `secret-session-manager-${tenant.slug}`, manager.id],
  );
  canaries.secrets.push(`secret-session-manager-${tenant.slug}`);
  const asked = await askedOfVendor(
    t,
    t.as({ door: 'tenant', tenant, id: manager.id, kind: 'tenant' }),
    accountWord(tenant),
  );
  const announcement = await announced(t, [tenant.id]);
  await t.run(announcements, 'dismiss', { id: announcement }, caller);
  return {
    ids: { manager: manager.id, invitedManager: invited.id, ...asked, announcement },
    token: new URL(/https?:\/\/\S+/.exec(text)![0]).searchParams.get('token')!,
  };
}

/** A ticket to the vendor with a file, and the company as the vendor knows it. */
export async function askedOfVendor(t: TestKernel, manager: Caller, word: string): Promise<Record<string, string>> {
  const ticket = await t.run(
    vendorTickets,
    'ask',
    { subject: `Help ${word}`, text: word, files: [{ name: `${word}.txt`, contentBase64: 'Y29udGVudA==' }] },
    manager,
  );
  await t.run(
    tenantPortal,
    'setProfile',
    {
      legalName: 'Company',
      registrationNumber: '1',
      taxNumber: '2',
      address: 'Street 1',
      website: '',
      billingName: word,
      billingEmail: 'bills@example.test',
      billingPhone: '',
    },
    manager,
  );
  return { vendorTicket: ticket.id, vendorTicketFile: ticket.messages[0]!.files[0]!.id };
}

/** Something the vendor says to these providers, at every door it can be said at. */
export async function announced(t: TestKernel, tenantIds: string[]): Promise<string> {
  const doors = ['isp', 'tenant', 'customer'] as const;
  const content = { title: 'Maintenance', audience: 'some' as const, tenantIds, doors: [...doors] };
  return (await t.run(announcements, 'publish', content, t.as({ door: 'platform' }))).id;
}
