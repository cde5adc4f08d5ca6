import type { AnyCtx } from '#kernel/context.ts';
import { on } from '#kernel/module.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { staff } from './contract.ts';

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
const inTenant = ({ tenantId }: Invited) => tenantId;

export const reactions = [
  on(tenants, 'tenant.created', 'staff.prepare-tenant', prepare, { inTenant }),
  on(tenants, 'tenant.administrator-invited', 'staff.prepare-tenant', prepare, { inTenant }),
];
