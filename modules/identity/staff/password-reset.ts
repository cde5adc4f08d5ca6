import type { ConsoleUrls } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';
import { type RealmUser, resetHours } from '#kernel/identity/realms.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { type Kernel, operatorTenant } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import { mail } from '#modules/communications/mail/contract.ts';

interface Parts {
  kernel: Kernel;
  tenants: TenantDirectory;
  urls: ConsoleUrls;
  places(door: Door, userId: string): Promise<string[]>;
}

/** Queues the mail with a reset link in the outbox of the tenant that the person works for. */
export async function sendReset(
  { kernel, tenants, urls, places }: Parts,
  door: Door,
  user: RealmUser,
  token: string,
): Promise<void> {
  const [place] = await places(door, user.id);
  const tenant = place === platformTenantId ? operatorTenant : place ? await tenants.byId(place) : null;
  // Whoever may not enter gets no mail; the answer does not tell.
  const page = { isp: urls.isp, platform: urls.platform, tenant: `${urls.platform}/tenant-portal` };
  if (!tenant || !(door in page)) return;
  const link = `${page[door as keyof typeof page]}/reset-password?token=${token}`;
  await kernel.asSystem('password-reset', tenant, (ctx) =>
    ctx.call(mail, 'queue', {
      template: 'password-reset',
      to: user.email,
      values: { name: user.name, tenantName: tenant.name, link, hours: String(resetHours) },
    }),
  );
}
