import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Actor, type Caller, permissionSet } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import {
  linkSeconds,
  secretHash,
  sessionLives,
  type VisitDoor,
  type Visiting,
  visitSecret,
} from '#kernel/identity/visits.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import { supportAccess } from './contract.ts';
import { type AccessRole, permissionsInside } from './rules.ts';

const Link = z.object({
  id: z.uuid(),
  tenantId: z.uuid(),
  operatorId: z.uuid(),
  operatorName: z.string(),
  sessionId: z.string().nullable(),
  linkAt: z.iso.datetime(),
});
interface Row {
  id: string;
  tenant_id: string;
  operator_id: string;
  operator_name: string;
  user_id: string;
  role: AccessRole;
  expires_at: Date;
  session_id: string | null;
}
interface Operators {
  membership(
    door: 'platform',
    tenantId: string,
    userId: string,
  ): Promise<{ permissions: string[]; untilMs: number } | null>;
}

/** Support access as sign-in knows it. Whether it still holds is asked of the provider's own row, and of the operator's rights. */
export function supportVisits(kernel: Kernel, tenants: TenantDirectory, operators: Operators): VisitDoor {
  const { pools, clock, secrets } = kernel;

  function linkIn(token: string) {
    try {
      return Link.parse(JSON.parse(secrets.open(platformTenantId, token)));
    } catch (cause) {
      throw new AppError('invalid', 'This link is not whole; make a new one.', { field: 'token', cause });
    }
  }
  const visitOf = (row: Pick<Row, 'id' | 'operator_id' | 'operator_name'>, readOnly: boolean, until: string) => ({
    kind: 'support-access' as const,
    id: row.id,
    by: { kind: 'platform' as const, id: row.operator_id, name: row.operator_name },
    onBehalfOf: null,
    readOnly,
    until,
    may: ['support-access.leave'],
    // A visitor has no account here of which to change anything, and leaves none behind.
    never: ['staff', 'api-keys', 'portal-accounts', 'portal-visits'],
  });

  return {
    door: 'isp',

    async enter(token, request) {
      const link = linkIn(token);
      if (Date.parse(link.linkAt) + linkSeconds * 1000 <= clock.nowMs())
        throw new AppError('invalid', 'This link is too old; make a new one.', { field: 'token' });
      if (!(await sessionLives(pools.auth, 'platform', link.sessionId)))
        throw new AppError(
          'unauthenticated',
          'You have signed out at the platform since; sign in there and enter again.',
        );
      const tenant = await tenants.byId(link.tenantId);
      if (!tenant) throw new AppError('not_found', 'There is no such internet provider.');
      const secret = visitSecret();
      const { id, operatorId, operatorName, sessionId, linkAt } = link;
      const visit = visitOf({ id, operator_id: operatorId, operator_name: operatorName }, true, linkAt);
      const caller: Caller = {
        door: 'isp',
        actor: { ...systemActor(operatorName), id: operatorId, visit },
        tenant,
        requestId: request.id,
        ipAddress: request.ip,
      };
      const begun = await kernel.run(caller, supportAccess, 'begin', {
        id,
        operatorId,
        linkAt,
        sessionId,
        cookieHash: secretHash(secret),
      });
      return { secret, untilMs: Date.parse(begun.expiresAt ?? linkAt) };
    },

    async find(secret): Promise<Visiting | null> {
      const { rows } = await pools.system.query<Row>(
        `select a.id, a.tenant_id, a.operator_id, a.operator_name, a.role, a.expires_at, a.session_id, m.user_id
         from support_access a join member m on m.tenant_id = $2 and m.id = a.operator_id and m.status = 'active'
         where a.cookie_hash = $1 and a.status = 'active'`,
        [secretHash(secret), platformTenantId],
      );
      const row = rows[0];
      if (!row || row.expires_at.getTime() <= clock.nowMs()) return null;
      if (!(await sessionLives(pools.auth, 'platform', row.session_id))) return null;
      const operator = await operators.membership('platform', platformTenantId, row.user_id);
      const own = permissionSet(operator?.permissions ?? []);
      if (!own.has('platform.support-access:write')) return null;
      // Never more than the operator's own: who may no longer change providers only looks on.
      const role = own.has('platform.tenant:write') ? row.role : 'read-only';
      const actor: Actor = {
        kind: 'platform',
        id: row.operator_id,
        name: row.operator_name,
        permissions: permissionSet(permissionsInside(role, kernel.registry.permissions)),
        visit: visitOf(row, role === 'read-only', row.expires_at.toISOString()),
      };
      return { actor, tenantId: row.tenant_id, untilMs: Math.min(row.expires_at.getTime(), operator?.untilMs ?? 0) };
    },

    leave: (visiting, request) => leave(visiting, request),
  };

  async function leave({ actor, tenantId }: Visiting, request: FastifyRequest): Promise<void> {
    const tenant = await tenants.byId(tenantId);
    const caller: Caller = { door: 'isp', actor, tenant, requestId: request.id, ipAddress: request.ip };
    await kernel.run(caller, supportAccess, 'leave', {});
  }
}
