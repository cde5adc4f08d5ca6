import type { Caller } from '#kernel/context.ts';
import { files } from '#kernel/files.ts';
import { tokenHash } from '#kernel/identity/invitations.ts';
import { systemActor } from '#kernel/kernel.ts';
import { audit } from '#modules/platform/audit/contract.ts';
import { branding } from '#modules/tenancy/branding/contract.ts';
import { domains } from '#modules/tenancy/domains/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

/** The least PNG that is taken: a head and nothing to see. */
export const pngBase64 = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0]),
  Buffer.alloc(20),
]).toString('base64');

export const rowsOfPlatform: Record<string, string> = {
  '/settings/domains/{id}': 'domain',
  'DELETE /settings/domains/{id}': 'spareDomain',
};

/** What an export leaves at the provider, under the one token that its callers show. */
export async function exported(t: TestKernel, caller: Caller, tenantId: string, token: string): Promise<void> {
  await t.run(audit, 'keepCheck', {}, { ...caller, actor: systemActor('laws') });
  const { sha256, sizeBytes } = await files().put(tenantId, Buffer.from(`export of ${tenantId}`));
  await t.db.owner.query(
    `insert into tenant_export (tenant_id, mail_to, grace_days, begun_at, sha256, size_bytes, token_hash, made_at, expires_at, erase_after)
     values ($1, 'boss@example.test', 60, $2, $3, $4, $5, $2, $6, $6)`,
    [tenantId, '2026-03-10T09:00:00Z', sha256, sizeBytes, tokenHash(token), '2027-03-10T09:00:00Z'],
  );
}

/** A provider's pages under its own name: a logo, and domains it says are its own. */
export async function branded(t: TestKernel, caller: Caller, slug: string): Promise<Record<string, string>> {
  for (const which of ['logoLight', 'logoDark', 'favicon'] as const)
    await t.run(branding, 'upload', { which, contentBase64: pngBase64 }, caller);
  const domain = await t.run(domains, 'add', { domain: `portal.${slug}.test` }, caller);
  const spareDomain = await t.run(domains, 'add', { domain: `spare.${slug}.test` }, caller);
  const system = { ...caller, actor: systemActor('laws') };
  const token = domain.recordValue.split('=')[1] ?? '';
  await t.run(domains, 'settle', { id: domain.id, token, outcome: 'missing', finding: 'Nothing is there.' }, system);
  return { domain: domain.id, spareDomain: spareDomain.id };
}
