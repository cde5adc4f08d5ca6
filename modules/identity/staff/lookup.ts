import type { Pool } from 'pg';
import type { Clock } from '#kernel/clock.ts';
import type { PermissionUse } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { changesAt, type OverrideSource, permissionsNow, type RoleSource, sourcesOf } from './effective.ts';

export interface Membership {
  id: string;
  name: string;
  permissions: string[];
  /** Unix milliseconds at which a role or grant ends by itself; infinity: none does. */
  untilMs: number;
}

/**
 * Finds members before a tenant is known, so it reads across tenants and belongs to sign-in alone.
 * @param system pool of the role `dotmac_system`
 */
export function memberLookup(system: Pool, catalogue: ReadonlyMap<string, PermissionUse>, clock: Clock) {
  return {
    /** Tenants in which a user may work, the last used first; at the platform door that is the platform itself. */
    async places(door: Door, userId: string): Promise<string[]> {
      const { rows } = await system.query<{ tenant_id: string }>(
        `select m.tenant_id from member m left join tenant t on t.id = m.tenant_id
         where m.user_id = $1 and m.status = 'active' and (m.tenant_id = $2) = $3 and coalesce(t.status, '') not in ('closing', 'closed')
         order by t.status = 'active' desc, m.last_sign_in_at desc nulls last, m.id`,
        [userId, platformTenantId, door === 'platform'],
      );
      return rows.map((row) => row.tenant_id);
    },
    /** The active member that a user is in a tenant, and what they may do now. */
    async membership(door: Door, tenantId: string, userId: string): Promise<Membership | null> {
      const { rows } = await system.query<{
        id: string;
        name: string;
        roles: RoleSource[];
        overrides: OverrideSource[];
      }>(
        `select m.id, m.name,
           (select coalesce(jsonb_agg(jsonb_build_object('key', r.key, 'name', r.name, 'permissions', r.permissions, 'expiresAt', mr.expires_at)), '[]')
              from member_role mr join role r on r.tenant_id = mr.tenant_id and r.id = mr.role_id
              where mr.tenant_id = m.tenant_id and mr.member_id = m.id) as roles,
           (select coalesce(jsonb_agg(jsonb_build_object('effect', o.effect, 'permission', o.permission, 'expiresAt', o.expires_at)), '[]')
              from member_override o where o.tenant_id = m.tenant_id and o.member_id = m.id) as overrides
         from member m
         where m.tenant_id = $1 and m.user_id = $2 and m.status = 'active'`,
        [tenantId, userId],
      );
      const row = rows[0];
      if (!row) return null;
      const nowMs = clock.nowMs();
      const sources = sourcesOf(row.roles, row.overrides, catalogue, door);
      return {
        id: row.id,
        name: row.name,
        permissions: permissionsNow(sources, nowMs, catalogue, door),
        untilMs: changesAt(sources, nowMs),
      };
    },
  };
}
export type MemberLookup = ReturnType<typeof memberLookup>;
