import type { Ctx } from '#kernel/context.ts';
import { invalid } from '#kernel/errors.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import type { NoticeArea } from './rules.ts';

type Place = Pick<Ctx, 'call'>;
const fold = (name: string) => name.trim().toLowerCase();
const empty = { nas: 'Choose the NAS.', plan: 'Choose the plans.', city: 'Choose the towns.' } as const;

const unknown = {
  nas: 'One of these NAS does not exist.',
  plan: 'One of these plans does not exist.',
  city: 'No customer is in one of these towns.',
} as const;

/** What an area is called; its keys are known to exist. @throws AppError `invalid` when nobody could be meant */
export async function namesOf(ctx: Place, area: NoticeArea, keys: readonly string[]): Promise<string[]> {
  if (area === 'all') return [];
  if (keys.length === 0) throw invalid(empty[area], 'areaKeys');
  const known = await knownAs(ctx, area);
  return keys.map((key) => {
    const name = known.get(area === 'city' ? fold(key) : key);
    if (!name) throw invalid(unknown[area], 'areaKeys');
    return name;
  });
}

async function knownAs(ctx: Place, area: Exclude<NoticeArea, 'all'>): Promise<Map<string, string>> {
  if (area === 'city')
    return new Map((await ctx.call(customers, 'cities', {})).items.map(({ city }) => [fold(city), city]));
  const { items } =
    area === 'nas'
      ? await ctx.call(radius, 'listNas', { limit: 200 })
      : await ctx.call(internetPlans, 'list', { limit: 200 });
  return new Map(items.map(({ id, name }) => [id, name]));
}

/** About how many subscribers an area holds, by what is counted anyway. */
export async function reachOf(ctx: Place, area: NoticeArea, keys: readonly string[]) {
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
  if (area === 'nas') {
    const { items } = await ctx.call(radius, 'listNas', { limit: 200 });
    const live = items.filter(({ id }) => keys.includes(id)).map(({ liveSessions }) => liveSessions);
    return { subscribers: sum(live), counted: 'online' as const };
  }
  if (area === 'plan') {
    const { items } = await ctx.call(internetPlans, 'list', { limit: 200 });
    const sold = items.filter(({ id }) => keys.includes(id)).map(({ subscriptionCount }) => subscriptionCount);
    return { subscribers: sum(sold), counted: 'subscriptions' as const };
  }
  if (area === 'city') {
    const { items } = await ctx.call(customers, 'cities', {});
    const wanted = new Set(keys.map(fold));
    const there = items.filter(({ city }) => wanted.has(fold(city))).map((row) => row.customers);
    return { subscribers: sum(there), counted: 'customers' as const };
  }
  const { active } = await ctx.call(customers, 'metrics', {});
  return { subscribers: active, counted: 'customers' as const };
}

/** Where a subscriber is, in the terms of areas. */
export async function whereIs(ctx: Place, customerId: string): Promise<(area: NoticeArea, keys: string[]) => boolean> {
  const { serviceAddress } = await ctx.call(customers, 'me', {});
  const { items: sold } = await ctx.call(subscriptions, 'list', { customerId, limit: 100 });
  const plans = sold.filter(({ status }) => status === 'active' || status === 'suspended').map(({ planId }) => planId);
  const live = await ctx.call(radius, 'listSessions', { customerId, live: 'true', limit: 10 });
  // In an outage the session has ended: where it was counts.
  const { items: sessions } =
    live.items.length > 0 ? live : await ctx.call(radius, 'listSessions', { customerId, live: 'false', limit: 1 });
  const nases = sessions.map(({ nasId }) => nasId);
  const city = fold(serviceAddress.city);
  return (area, keys) => {
    if (area === 'all') return true;
    if (area === 'city') return keys.some((key) => fold(key) === city);
    return keys.some((key) => (area === 'nas' ? nases : plans).includes(key));
  };
}
