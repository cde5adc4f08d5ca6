import type { Ctx } from '#kernel/context.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { quota } from '#modules/network/quota/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { notices } from '#modules/support/notices/contract.ts';
import type { LineFacts } from './rules.ts';

type Calling = Pick<Ctx, 'call'>;

/** The live session, else the one that was last. */
export async function sessionOf(ctx: Calling, customerId: string) {
  for (const live of ['true', 'false'] as const) {
    const { items } = await ctx.call(radius, 'listSessions', { customerId, live, limit: 1 });
    if (items[0]) return items[0];
  }
  return null;
}

async function routerSeenAt(ctx: Calling, nasId: string | undefined) {
  if (!nasId) return undefined;
  const { items } = await ctx.call(radius, 'listNas', { limit: 200 });
  return items.find(({ id }) => id === nasId)?.lastSeenAt;
}

async function dataOf(ctx: Calling, customerId: string): Promise<LineFacts['data']> {
  const { items } = await ctx.call(quota, 'ofCustomer', { customerId });
  const capped = items.filter(({ capBytes }) => capBytes !== null);
  const worst = capped.find(({ state }) => state === 'blocked') ?? capped.find(({ state }) => state === 'throttled');
  const one = worst ?? capped[0];
  if (!one?.capBytes) return null;
  const { state, throttledKbps, usedBytes, capBytes } = one;
  return { state, throttledKbps, usedPercent: Math.round((usedBytes / capBytes) * 100) };
}

async function servicesOf(ctx: Calling, customerId: string): Promise<LineFacts['services']> {
  const { items } = await ctx.call(subscriptions, 'list', { customerId, limit: 50 });
  const services = [];
  for (const { id, status } of items) {
    const pauses = status === 'suspended' ? (await ctx.call(subscriptions, 'pauses', { id })).items : [];
    services.push({ status, reason: pauses.at(-1)?.reason ?? null });
  }
  return services;
}

/** Everything that is known of a line, from those who know it. */
export async function factsOf(ctx: Pick<Ctx, 'call' | 'now'>, customerId: string): Promise<LineFacts> {
  const session = await sessionOf(ctx, customerId);
  const { items: owed } = await ctx.call(invoices, 'list', { customerId, status: 'open', sort: 'dueDate', limit: 1 });
  return {
    nowMs: ctx.now.epochMilliseconds,
    notices: (await ctx.call(notices, 'mine', {})).items,
    services: await servicesOf(ctx, customerId),
    overdue: owed.some(({ overdue }) => overdue),
    session,
    attempts: (await ctx.call(radius, 'authLog', { customerId, limit: 20 })).items,
    routerSeenAt: await routerSeenAt(ctx, session?.nasId),
    data: await dataOf(ctx, customerId),
  };
}

const isShared = (address: string) =>
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|127\.|::1|f[cd])/.test(address);

/** Whether a request that came from `seen` came over the line with `own`; a private address is seen by nobody outside. */
export function overOwnLine(seen: string, own: string | null): boolean | null {
  if (own === null || isShared(own) || isShared(seen) || seen.includes(':')) return null;
  return seen === own;
}
