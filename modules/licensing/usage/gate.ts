import { setTimeout as wait } from 'node:timers/promises';
import type { AnyCtx, Tenant } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import type { Gate, GateHost } from '#kernel/gates.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { licensingUsage } from './contract.ts';

const flushMs = 10_000;
const rememberMs = 30_000;

interface Batch {
  tenant: Tenant;
  sourceId: string;
  calls: number;
}

/**
 * Counts calls made with an API key: in memory, put away in batches each with an id of its own. A batch whose fate is not known
 * is sent again under the same id and counts once. What a killed process had in memory, at most ten seconds of it, is not charged.
 */
export function callMeter(host: Pick<GateHost, 'clock' | 'asSystem'>) {
  let pending = new Map<string, { tenant: Tenant; calls: number }>();
  const unsure: Batch[] = [];
  let timer: NodeJS.Timeout | undefined;

  async function put(batch: Batch): Promise<void> {
    const { sourceId, calls: amount } = batch;
    await host.asSystem('count-api-calls', batch.tenant, (ctx) =>
      ctx.call(licensingUsage, 'count', { metric: 'api_calls', sourceId, amount }),
    );
    unsure.splice(unsure.indexOf(batch), 1);
  }
  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    for (const entry of pending.values()) unsure.push({ ...entry, sourceId: uuidv7(host.clock.nowMs()) });
    pending = new Map();
    const fates = await Promise.allSettled(unsure.map(put));
    if (fates.some((fate) => fate.status === 'rejected')) later();
  }
  const later = () => {
    timer ??= setTimeout(() => void flush(), flushMs).unref();
  };
  return {
    flush,
    add(tenant: Tenant): void {
      const entry = pending.get(tenant.id);
      if (entry) entry.calls += 1;
      else pending.set(tenant.id, { tenant, calls: 1 });
      later();
    },
    /** Calls that are not put away yet. */
    waiting: (tenantId: string) =>
      (pending.get(tenantId)?.calls ?? 0) +
      unsure.filter((b) => b.tenant.id === tenantId).reduce((sum, b) => sum + b.calls, 0),
  };
}

const room = async (ctx: AnyCtx): Promise<number | null> => {
  const { allowances, periodStart, periodEnd } = await ctx.call(licensingAccounts, 'snapshot', {});
  const allowance = allowances?.api_calls;
  if (!allowance?.hard || allowance.included === null || !periodStart || !periodEnd) return null;
  const { items } = await ctx.call(licensingUsage, 'ofPeriod', { start: periodStart, end: periodEnd });
  return allowance.included - (items.find((m) => m.metric === 'api_calls')?.value ?? 0);
};

/** Meters API calls, and holds what a plan has a hard limit for. */
export function usageGate(host: GateHost): Gate {
  const meter = callMeter(host);
  const rooms = new Map<string, { atMs: number; room: number | null }>();
  const judge = (tenantId: string, left: number | null) => {
    if (left !== null && meter.waiting(tenantId) >= left)
      throw new AppError(
        'limit',
        'The API calls of your plan are used up for this period. Choose a larger plan in the tenant portal.',
      );
  };
  const subscribers = async (ctx: AnyCtx) => {
    if (ctx.actor.kind !== 'system') await ctx.call(licensingUsage, 'enforce', { metric: 'subscribers' });
  };
  const storage = async (ctx: AnyCtx) => {
    if (ctx.actor.kind !== 'system') await ctx.call(licensingUsage, 'enforce', { metric: 'storage_bytes' });
  };
  return {
    pass({ actor, tenant, door }) {
      if (actor.kind !== 'api-key' || !tenant || door !== 'isp') return undefined;
      const has = rooms.get(tenant.id);
      if (has && Math.abs(host.clock.nowMs() - has.atMs) < rememberMs) {
        judge(tenant.id, has.room);
        meter.add(tenant);
        return undefined;
      }
      return host.asSystem('count-api-calls', tenant, room).then((left) => {
        rooms.set(tenant.id, { atMs: host.clock.nowMs(), room: left });
        judge(tenant.id, left);
        meter.add(tenant);
      });
    },
    within: {
      'subscriptions.order': subscribers,
      'records.storeFile': storage,
    },
    forget({ name, tenantId }) {
      if (name === 'licence.changed') rooms.delete(tenantId);
    },
    // The process has four seconds to end; counting may take two of them.
    stop: () => Promise.race([meter.flush(), wait(2000)]),
  };
}
