import { sql } from 'drizzle-orm';
import { type Actor, permissionSet } from '#kernel/context.ts';
import { type Pools, withTransaction } from '#kernel/db/pools.ts';

/** Finds subscribers before their tenant's transaction begins, for sign-in alone. */
export function subscriberLookup({ system, app }: Pick<Pools, 'system' | 'app'>) {
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
    /** Who an account is and at which proven address mail reaches them. */
    async person(userId: string) {
      const { rows } = await system.query<{
        tenant_id: string;
        id: string;
        customer_id: string;
        name: string;
        email: string | null;
      }>('select tenant_id, id, customer_id, name, email from portal_account where user_id = $1 and enabled', [userId]);
      const row = rows[0];
      return row
        ? {
            tenantId: row.tenant_id,
            kind: 'subscriber' as const,
            id: row.id,
            name: row.name,
            email: row.email,
            customerId: row.customer_id,
          }
        : null;
    },
    /**
     * The realm's address of the account that a number, a proven e-mail or a telephone names; null when none or several do.
     * A telephone counts only when no other customer of the provider has it too, with an account or without.
     */
    async addressOf(tenantId: string, login: string): Promise<string | null> {
      const scope = { tenantId, audience: 'isp', actorId: null, customerId: null, readOnly: true };
      const phone = /^\+?[\d\s()./-]{7,}$/.test(login) ? login : null;
      const { rows } = await withTransaction(app, scope, (db) =>
        db.execute<{ customer_id: string }>(sql`
          select customer_id from portal_account
          where enabled and (number = upper(${login}) or email = lower(${login})
            or customer_id = (select min(id::text)::uuid from customer where phone_key(phone) = phone_key(${phone}) having count(*) = 1))
          limit 2`),
      );
      return rows.length === 1 ? `${rows[0]!.customer_id}@${tenantId}.customer.invalid` : null;
    },
  };
}
