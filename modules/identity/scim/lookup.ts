import { eq } from 'drizzle-orm';
import { type Actor, permissionSet } from '#kernel/context.ts';
import { type Pools, withTransaction } from '#kernel/db/pools.ts';
import { tokenHash } from './rules.ts';
import { scimToken } from './tables.ts';

const usedEveryMs = 60_000;

export interface Directory {
  tenantId: string;
  roleId: string;
  actor: Actor;
}

/** Written at most once a minute; a use that could not be put down is put down by the next. */
async function used(pools: Pools, { id, tenant_id: tenantId }: Row, nowMs: number): Promise<void> {
  const scope = { tenantId, audience: 'isp', actorId: id, customerId: null, readOnly: false };
  const lastUsedAt = new Date(nowMs).toISOString();
  await withTransaction(pools.app, scope, (db) =>
    db.update(scimToken).set({ lastUsedAt }).where(eq(scimToken.id, id)),
  ).catch(() => undefined);
}

interface Row {
  id: string;
  tenant_id: string;
  role_id: string;
  name: string;
  permissions: string[];
  last_used_at: Date | null;
}

/** The directory behind a bearer token. */
export async function directoryOf(
  pools: Pools,
  authorization: string | undefined,
  nowMs: number,
): Promise<Directory | null> {
  const token = /^Bearer (scim_[\w-]{43})$/.exec(authorization ?? '')?.[1];
  if (!token) return null;
  const { rows } = await pools.system.query<Row>(
    'select id, tenant_id, role_id, name, permissions, last_used_at from scim_token where hash = $1 and revoked_at is null',
    [tokenHash(token)],
  );
  const [row] = rows;
  if (!row) return null;
  if (!row.last_used_at || nowMs - row.last_used_at.getTime() >= usedEveryMs) await used(pools, row, nowMs);
  // Part of the system, because it calls what no door offers; with the permissions of whoever let it in.
  const actor: Actor = { kind: 'system', id: row.id, name: row.name, permissions: permissionSet(row.permissions) };
  return { tenantId: row.tenant_id, roleId: row.role_id, actor };
}
