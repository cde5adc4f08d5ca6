import type { AnyCtx } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Gate, GateHost } from '#kernel/gates.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { licensingSeats } from './contract.ts';

const rememberMs = 60_000;

/** Whoever invites or lets in a colleague takes a seat in the same transaction; whose seat was revoked is kept out. */
export function seatGate(host: GateHost): Gate {
  const known = new Map<string, { atMs: number; withheld: ReadonlySet<string> }>();
  let changes = 0;
  const settle = (ctx: AnyCtx, member: { id: string }) =>
    ctx.call(licensingSeats, 'settle', { memberId: member.id, strict: ctx.actor.kind !== 'system' });
  const refuse = (withheld: ReadonlySet<string>, id: string) => {
    if (withheld.has(id))
      throw new AppError(
        'forbidden',
        'Your seat was revoked. Ask your administrator for another in the tenant portal.',
      );
  };
  const within = async (ctx: AnyCtx, member: { id: string }) => {
    // The platform's own staff need no seat.
    if (ctx.tenant.id !== platformTenantId) await settle(ctx, member);
  };
  return {
    pass({ actor, tenant, door }, { operation }) {
      if (actor.kind !== 'staff' || door !== 'isp' || !tenant || !actor.id) return undefined;
      if (operation.can === 'signed-in' || operation.can === 'anyone') return undefined;
      const { id } = actor;
      const has = known.get(tenant.id);
      if (has && Math.abs(host.clock.nowMs() - has.atMs) < rememberMs) {
        refuse(has.withheld, id);
        return undefined;
      }
      const before = changes;
      return host
        .asSystem('seats', tenant, (ctx) => ctx.call(licensingSeats, 'withheld', {}))
        .then(({ items }) => {
          const withheld = new Set(items.map((s) => s.memberId));
          if (before === changes) known.set(tenant.id, { atMs: host.clock.nowMs(), withheld });
          refuse(withheld, id);
        });
    },
    within: {
      'staff.invite': within,
      'staff.addMember': within,
      'staff.enable': within,
      'staff.disable': within,
      'staff.setRoles': within,
    },
    forget({ name, tenantId }) {
      if (name !== 'seat.changed') return;
      changes += 1;
      known.delete(tenantId);
    },
  };
}
