import type { Pool } from 'pg';
import type { PermissionUse } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { grantsOf, unionOf } from './rules.ts';

export interface Membership {
  id: string;
  name: string;
  permissions: string[];
}

/**
 * Finds members before a tenant is known, so it reads across tenants and belongs to sign-in alone.
 * @param system pool of the role `dotmac_system`
 */
export function memberLookup(system: Pool, catalogue: ReadonlyMap<string, PermissionUse>) {
  return {
    /** Tenants in which a user may work, the last used first; at the platform door that is the platform itself. */
    async places(door: Door, userId: string): Promise<string[]> {
      const { rows } = await system.query<{ tenant_id: string }>(
        `select m.tenant_id from member m left join tenant t on t.id = m.tenant_id
         where m.user_id = $1 and m.status = 'active' and (m.tenant_id = $2) = $3 and t.status is distinct from 'closed'
         order by t.status = 'active' desc, m.last_sign_in_at desc nulls last, m.id`,
        [userId, platformTenantId, door === 'platform'],
      );
      return rows.map((row) => row.tenant_id);
    },
    /** The active member that a user is in a tenant, with the union of the roles' permissions. */
    async membership(door: Door, tenantId: string, userId: string): Promise<Membership | null> {
      const { rows } = await system.query<{
        id: string;
        name: string;
        roles: { key: string | null; permissions: string[] }[];
      }>(
        `select m.id, m.name, coalesce(jsonb_agg(jsonb_build_object('key', r.key, 'permissions', r.permissions)) filter (where r.id is not null), '[]') as roles
         from member m
         left join member_role mr on mr.tenant_id = m.tenant_id and mr.member_id = m.id
         left join role r on r.tenant_id = mr.tenant_id and r.id = mr.role_id
         where m.tenant_id = $1 and m.user_id = $2 and m.status = 'active'
         group by m.tenant_id, m.id`,
        [tenantId, userId],
      );
      const row = rows[0];
      return row
        ? { id: row.id, name: row.name, permissions: unionOf(row.roles.map((r) => grantsOf(r, catalogue, door))) }
        : null;
    },
  };
}
export type MemberLookup = ReturnType<typeof memberLookup>;
