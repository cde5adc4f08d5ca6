import type { Pool } from 'pg';
import { type Actor, permissionSet } from '#kernel/context.ts';

/** Finds subscribers before their tenant's transaction begins, for sign-in alone. */
export function subscriberLookup(system: Pool) {
  return {
    /** The tenant of an account that may sign in. */
    async place(userId: string): Promise<string | null> {
      const { rows } = await system.query<{ tenant_id: string }>(
        `select a.tenant_id from portal_account a join tenant t on t.id = a.tenant_id
         where a.user_id = $1 and a.enabled and t.status not in ('closing', 'closed')`,
        [userId],
      );
      return rows[0]?.tenant_id ?? null;
    },
    async find(tenantId: string, userId: string): Promise<Actor | null> {
      const { rows } = await system.query<{ id: string; customer_id: string; name: string }>(
        'select id, customer_id, name from portal_account where tenant_id = $1 and user_id = $2 and enabled',
        [tenantId, userId],
      );
      const row = rows[0];
      return row
        ? { kind: 'customer', id: row.id, name: row.name, permissions: permissionSet([]), customerId: row.customer_id }
        : null;
    },
    /** The realm's address of the account that a number or an e-mail names; null when none or several do. */
    async addressOf(tenantId: string, login: string): Promise<string | null> {
      const { rows } = await system.query<{ customer_id: string }>(
        `select customer_id from portal_account where tenant_id = $1 and enabled and (upper($2) = number or lower($2) = email) limit 2`,
        [tenantId, login],
      );
      return rows.length === 1 ? `${rows[0]!.customer_id}@${tenantId}.customer.invalid` : null;
    },
  };
}
