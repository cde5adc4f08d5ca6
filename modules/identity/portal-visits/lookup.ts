import type { FastifyRequest } from 'fastify';
import { type Actor, type Caller, permissionSet, type Tenant } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { secretHash, sessionLives, type VisitDoor, type Visiting, visitSecret } from '#kernel/identity/visits.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import { portalVisits } from './contract.ts';

interface Row {
  id: string;
  tenant_id: string;
  customer_id: string;
  customer_name: string;
  member_id: string;
  member_name: string;
  user_id: string;
  may_act: boolean;
  expires_at: Date;
  session_id: string | null;
}
interface Colleagues {
  membership(door: 'isp', tenantId: string, userId: string): Promise<{ permissions: string[]; untilMs: number } | null>;
}

const columns = `v.id, v.tenant_id, v.customer_id, v.customer_name, v.member_id, v.member_name, v.expires_at, v.session_id,
  m.user_id, v.may_act and coalesce(s.may_act, false) as may_act`;
const from = `from portal_visit v
  join member m on m.tenant_id = v.tenant_id and m.id = v.member_id and m.status = 'active'
  left join portal_visit_setting s on s.tenant_id = v.tenant_id`;

/** Portal visits as sign-in knows them. Whether one still holds is asked of its row, and of the colleague's rights and session. */
export function portalVisitDoor(kernel: Kernel, tenants: TenantDirectory, colleagues: Colleagues): VisitDoor {
  const { pools, clock } = kernel;

  const visitOf = (row: Row) => ({
    kind: 'portal-visit' as const,
    id: row.id,
    by: { kind: 'staff' as const, id: row.member_id, name: row.member_name },
    onBehalfOf: row.customer_name,
    readOnly: !row.may_act,
    until: row.expires_at.toISOString(),
    may: ['portal-visits.leave'],
    // How a subscriber signs in and pays is theirs alone, even where visitors may act.
    never: [],
    only: ['tickets', 'subscriptions'],
  });

  async function holds(row: Row): Promise<number | null> {
    if (!(await sessionLives(pools.auth, 'isp', row.session_id))) return null;
    const colleague = await colleagues.membership('isp', row.tenant_id, row.user_id);
    const may = permissionSet(colleague?.permissions ?? []).has('customers.portal-visit:write');
    return colleague && may ? Math.min(row.expires_at.getTime(), colleague.untilMs) : null;
  }
  const callerOf = (tenant: Tenant | null, actor: Actor, request: FastifyRequest): Caller => ({
    door: 'customer',
    actor,
    tenant,
    requestId: request.id,
    ipAddress: request.ip,
  });

  return {
    door: 'customer',

    async enter(token, request) {
      const tokenHash = secretHash(token);
      const { rows } = await pools.system.query<Row>(`select ${columns} ${from} where v.token_hash = $1`, [tokenHash]);
      const row = rows[0];
      if (!row || (await holds(row)) === null)
        throw new AppError('invalid', 'This link was used already, or is too old; make a new one.', { field: 'token' });
      const tenant = await tenants.byId(row.tenant_id);
      const secret = visitSecret();
      const actor: Actor = {
        ...systemActor(row.member_name),
        id: row.member_id,
        customerId: row.customer_id,
        visit: visitOf(row),
      };
      const cookieHash = secretHash(secret);
      const begun = await kernel.run(callerOf(tenant, actor, request), portalVisits, 'begin', {
        tokenHash,
        cookieHash,
      });
      return { secret, untilMs: Date.parse(begun.expiresAt) };
    },

    async find(secret): Promise<Visiting | null> {
      const { rows } = await pools.system.query<Row>(
        `select ${columns} ${from} where v.cookie_hash = $1 and v.ended_at is null`,
        [secretHash(secret)],
      );
      const row = rows[0];
      if (!row || row.expires_at.getTime() <= clock.nowMs()) return null;
      const untilMs = await holds(row);
      if (untilMs === null) return null;
      const actor: Actor = {
        kind: 'customer',
        id: row.member_id,
        // What a visitor writes says who wrote it.
        name: `${row.member_name} for ${row.customer_name}`,
        permissions: permissionSet([]),
        customerId: row.customer_id,
        visit: visitOf(row),
      };
      return { actor, tenantId: row.tenant_id, untilMs };
    },

    async leave({ actor, tenantId }, request) {
      const caller = callerOf(await tenants.byId(tenantId), actor, request);
      await kernel.run(caller, portalVisits, 'leave', {});
    },
  };
}
