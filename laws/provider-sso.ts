import type { Caller, Tenant } from '#kernel/context.ts';
import { scim } from '#modules/identity/scim/contract.ts';
import { signInProviders } from '#modules/identity/sign-in-providers/contract.ts';
import type { TestKernel } from '#modules/testing.ts';
import type { Canaries } from './provider.ts';

/** Rows of `ids` that the paths of single sign-on name. */
export const ssoRows: Record<string, string> = {
  '/sign-in-providers/{id}': 'signInProvider',
  '/scim-tokens/{id}': 'scimToken',
};

/** A sign-in provider of the ISP's staff, and a directory that may manage them. */
export async function ssoOf(
  t: TestKernel,
  caller: Caller,
  has: { canaries: Canaries; roleId: string; memberId: string; tenant: Tenant },
) {
  const clientSecret = `secret-client-${has.tenant.slug}`;
  const provider = await t.run(
    signInProviders,
    'create',
    {
      kind: 'oidc',
      name: 'Company sign-in',
      domains: [`${has.tenant.slug}.test`],
      createsMembers: false,
      issuer: 'https://idp.invalid',
      clientId: 'dotmac',
      clientSecret,
    },
    caller,
  );
  const token = await t.run(scim, 'createToken', { name: 'Directory', roleId: has.roleId }, caller);
  has.canaries.secrets.push(clientSecret, token.token!);
  // What only a sign-in by way of the provider, or a directory, writes.
  const of = [has.tenant.id, has.memberId, provider.id];
  await t.db.owner.query(
    `with identity as (insert into sign_in_identity (tenant_id, member_id, provider_id, subject, linked_at) values ($1, $2, $3, 'law', now())),
          told as (insert into scim_user (tenant_id, member_id, external_id, is_deleted, changed_at) values ($1, $2, 'law', false, now()))
     insert into sign_in_flow (tenant_id, provider_id, state_hash, browser_hash, checks, expires_at) values ($1, $3, 'law', 'law', 'law', now())`,
    of,
  );
  return { signInProvider: provider.id, scimToken: token.id };
}
