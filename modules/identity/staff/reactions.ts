import { and, eq, sql } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { on } from '#kernel/module.ts';
import { signIns } from '#modules/identity/sign-ins/contract.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { staff } from './contract.ts';
import { member } from './tables.ts';

interface Invited {
  tenantId: string;
  adminEmail: string;
  adminName: string;
  invitationHash: string;
  invitationExpiresAt: string;
}
const prepare = async (ctx: AnyCtx, { adminEmail, adminName, invitationHash, invitationExpiresAt }: Invited) => {
  await ctx.call(staff, 'prepareTenant', { email: adminEmail, name: adminName, invitationHash, invitationExpiresAt });
};
const inTenant = ({ tenantId }: { tenantId: string }) => tenantId;

/** A colleague is written to where they sign in; an invitation that waits for the address keeps it. */
async function followAccount(ctx: AnyCtx, to: { door: string; userId: string; email: string }): Promise<void> {
  if (to.door === 'customer') return;
  const free = sql`not exists (select from member other where other.email = ${to.email} and other.id <> ${member.id})`;
  await ctx.db
    .update(member)
    .set({ email: to.email })
    .where(and(eq(member.userId, to.userId), free));
}

export const reactions = [
  on(tenants, 'tenant.created', 'staff.prepare-tenant', prepare, { inTenant }),
  on(tenants, 'tenant.administrator-invited', 'staff.prepare-tenant', prepare, { inTenant }),
  on(signIns, 'sign-in.email-proven', 'staff.follow-account', followAccount, { inTenant }),
];
