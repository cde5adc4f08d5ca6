import type { Kernel } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import { supportVisits } from '#modules/tenancy/support-access/lookup.ts';
import { portalVisitDoor } from './portal-visits/lookup.ts';
import type { MemberLookup } from './staff/lookup.ts';

/** Every way to enter a door that is not one's own. */
export const visitsOf = (kernel: Kernel, tenants: TenantDirectory) => (members: MemberLookup) => [
  supportVisits(kernel, tenants, members),
  portalVisitDoor(kernel, tenants, members),
];
