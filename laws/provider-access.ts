import type { Caller } from '#kernel/context.ts';
import { systemActor } from '#kernel/kernel.ts';
import { portalVisits } from '#modules/identity/portal-visits/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { teams } from '#modules/identity/teams/contract.ts';
import { supportAccess } from '#modules/tenancy/support-access/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

interface At {
  tenantId: string;
  memberId: string;
  customerId: string;
  internal: string;
}

/** A denial, a portal visit that was asked for, and a request of the platform's support. */
export async function visited(t: TestKernel, caller: Caller, { tenantId, memberId, customerId, internal }: At) {
  const { overrides } = await t.run(
    staff,
    'setOverride',
    { id: memberId, effect: 'deny', permission: 'identity.api-key:write', reason: internal },
    caller,
  );
  await t.run(portalVisits, 'setSettings', { mayAct: true }, caller);
  const visit = await t.run(portalVisits, 'start', { customerId, reason: internal }, caller);
  await t.run(supportAccess, 'setConsent', { mode: 'ask' }, caller);
  const id = caller.actor.id ?? '';
  const team = await t.run(teams, 'create', { name: 'Team', memberIds: [id], leadId: id }, caller);
  const spareTeam = await t.run(teams, 'create', { name: 'Spare team' }, caller);
  const asked = {
    id,
    operatorId: id,
    operatorName: 'Vendor person',
    reason: 'Because',
    role: 'admin',
    minutes: 30,
  } as const;
  await t.run(supportAccess, 'record', asked, { ...caller, actor: systemActor('laws') });
  // The platform's own rows stand in its own tenancy; one in a provider's would be nobody's.
  await t.db.owner.query(
    `insert into support_request (tenant_id, provider_id, operator_id, operator_name, reason, role, minutes, asked_at)
     values ($1, $1, $2, 'nobody', 'none', 'admin', 30, now())`,
    [tenantId, id],
  );
  return {
    override: overrides[0]!.id,
    portalVisit: visit.id,
    supportAccess: id,
    team: team.id,
    spareTeam: spareTeam.id,
    lead: id,
  };
}

/** A request of the platform's support to a provider. */
export async function askedToEnter(t: TestKernel, caller: Caller, tenantId: string) {
  const asked = await t.run(supportAccess, 'ask', { tenantId, reason: 'Something is wrong there' }, caller);
  return { supportAccess: asked.id };
}
