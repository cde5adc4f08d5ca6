import type { Pool } from 'pg';
import { type Actor, type Caller, type PermissionUse, permissionSet } from '#kernel/context.ts';
import type { Kernel } from '#kernel/kernel.ts';
import type { signInOutcomes } from '#modules/identity/sign-ins/contract.ts';
import { accountManagers } from './contract.ts';
import { grantsOf, type ManagerRole } from './rules.ts';

/**
 * Finds account managers before their tenant's transaction begins, for sign-in alone.
 * @param system pool of the role `dotmac_system`
 */
export function managerLookup(system: Pool, catalogue: ReadonlyMap<string, PermissionUse>) {
  return {
    /** Tenants that a user deals for, the last used first. */
    async places(userId: string): Promise<string[]> {
      const { rows } = await system.query<{ tenant_id: string }>(
        `select tenant_id from account_manager where user_id = $1 and status = 'active'
         order by last_sign_in_at desc nulls last, id`,
        [userId],
      );
      return rows.map((row) => row.tenant_id);
    },
    async find(tenantId: string, userId: string): Promise<Actor | null> {
      const { rows } = await system.query<{ id: string; name: string; role: ManagerRole }>(
        `select id, name, role from account_manager where tenant_id = $1 and user_id = $2 and status = 'active'`,
        [tenantId, userId],
      );
      const row = rows[0];
      return row
        ? { kind: 'tenant', id: row.id, name: row.name, permissions: permissionSet(grantsOf(row.role, catalogue)) }
        : null;
    },
    async record(
      kernel: Pick<Kernel, 'run'>,
      caller: Caller,
      { id, ...seen }: { id: string; outcome: (typeof signInOutcomes)[number]; ipAddress: string },
    ): Promise<void> {
      await kernel.run(caller, accountManagers, 'recordSignIn', { managerId: id, ...seen });
    },
  };
}
export type ManagerLookup = ReturnType<typeof managerLookup>;
