import type { Pool } from 'pg';
import { type Actor, permissionSet } from '#kernel/context.ts';
import { tokenHash } from './rules.ts';

export interface Directory {
  tenantId: string;
  roleId: string;
  actor: Actor;
}

/** The directory behind a bearer token. @param system pool of `dotmac_system` */
export async function directoryOf(system: Pool, authorization: string | undefined): Promise<Directory | null> {
  const token = /^Bearer (scim_[\w-]{43})$/.exec(authorization ?? '')?.[1];
  if (!token) return null;
  const { rows } = await system.query<{
    id: string;
    tenant_id: string;
    role_id: string;
    name: string;
    permissions: string[];
  }>('select id, tenant_id, role_id, name, permissions from scim_token where hash = $1 and revoked_at is null', [
    tokenHash(token),
  ]);
  const [row] = rows;
  if (!row) return null;
  // Part of the system, because it calls what no door offers; with the permissions of whoever let it in.
  const actor: Actor = { kind: 'system', id: row.id, name: row.name, permissions: permissionSet(row.permissions) };
  return { tenantId: row.tenant_id, roleId: row.role_id, actor };
}
