import { asc } from 'drizzle-orm';
import type { AnyCtx, Ctx } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import { operatorTenant } from '#kernel/kernel.ts';
import {
  type Allowances,
  featureOfModule,
  features,
  licensingCatalogue,
  metrics,
  type SeatCounts,
} from '#modules/licensing/catalogue/contract.ts';
import { type ChangeKind, type Interval, monthlyOf, monthsIn, priceOf } from './rules.ts';
import { licensingAccount as account, licensingChange as change, licensingAddonItem as item } from './tables.ts';

export type Base = Pick<AnyCtx, 'db' | 'call' | 'today' | 'nowIso' | 'tenant' | 'actor' | 'newId' | 'changed'>;
export type AccountRow = typeof account.$inferSelect;
export type ItemRow = typeof item.$inferSelect;
export type Version = Awaited<ReturnType<typeof versionOf>>;
/** A contract with what it holds. */
export interface Held {
  row: AccountRow;
  version: Version;
  items: ItemRow[];
}

const versionOf = (ctx: Pick<AnyCtx, 'call'>, id: string) => ctx.call(licensingCatalogue, 'version', { id });

export async function findAccount(ctx: Base): Promise<Held | null> {
  const [[row], items] = await Promise.all([
    ctx.db.select().from(account),
    ctx.db.select().from(item).orderBy(asc(item.startedAt), asc(item.id)),
  ]);
  return row ? { row, items, version: await versionOf(ctx, row.versionId) } : null;
}

/** The contract, held until the end of the transaction. */
export async function holdAccount(ctx: Base): Promise<Held> {
  await ctx.db.select({ versionId: account.versionId }).from(account).for('update');
  const held = await findAccount(ctx);
  if (!held) throw notFound('contract');
  return held;
}

export const currentPlan = async (ctx: Base, planId: string): Promise<Version> => {
  const { items } = await ctx.call(licensingCatalogue, 'plans', { retired: 'true' });
  const found = items.find((p) => p.planId === planId);
  if (!found) throw notFound('plan');
  return found;
};

export const addonsMonthly = (items: readonly ItemRow[]): number =>
  items.reduce((sum, i) => sum + i.monthMinor * i.quantity, 0);
export const mrrOf = (version: Version, interval: Interval, items: readonly ItemRow[]): number =>
  monthlyOf(version, interval) + addonsMonthly(items);

/** What the next period costs, with what waits for it. */
export function nextMinor({ items }: Pick<Held, 'items'>, version: Version, interval: Interval): number {
  const addons = items.reduce((sum, i) => sum + i.monthMinor * (i.nextQuantity ?? i.quantity), 0);
  return priceOf(version, interval) + addons * monthsIn(interval);
}

export function allowancesOf(version: Version, items: readonly ItemRow[]): Allowances {
  const own = structuredClone(version.allowances);
  for (const metric of metrics)
    for (const i of items)
      if (i.metric === metric && own[metric].included !== null)
        own[metric] = { ...own[metric], included: (own[metric].included ?? 0) + i.amount * i.quantity };
  return own;
}

export function seatsOf(version: Version, items: readonly ItemRow[]): SeatCounts {
  const own = { ...version.seats };
  for (const i of items) if (i.seatType) own[i.seatType] += i.amount * i.quantity;
  return own;
}

/** Keys of the features that are on. */
export function featuresOf(held: Held | null): Set<string> {
  if (!held) return new Set(features.map((f) => f.key));
  if (held.row.status === 'cancelled') return new Set();
  return new Set([...held.version.features, ...held.items.flatMap((i) => i.feature ?? [])]);
}

export async function entitlements(ctx: Pick<AnyCtx, 'call'>, held: Held | null) {
  const on = featuresOf(held);
  const { items } = await ctx.call(licensingCatalogue, 'features', {});
  return items.map(({ key, name, description, cheapestPlan }) => ({
    feature: key,
    name,
    description,
    on: on.has(key),
    source: !on.has(key)
      ? null
      : !held
        ? ('no-contract' as const)
        : held.version.features.includes(key)
          ? ('plan' as const)
          : ('addon' as const),
    cheapestPlan,
  }));
}

export async function shown(ctx: Base, held: Held | null) {
  const own = await entitlements(ctx, held);
  if (!held)
    return {
      status: 'none' as const,
      plan: null,
      interval: 'month' as const,
      periodStart: null,
      periodEnd: null,
      nextPlan: null,
      nextInterval: null,
      cancelAtEnd: false,
      nextMinor: 0,
      mrrMinor: 0,
      currency: operatorTenant.currency,
      addons: [],
      entitlements: own,
      allowances: null,
      seats: null,
      pastDueSince: null,
    };
  const { row, version, items } = held;
  const next = row.nextVersionId ? await versionOf(ctx, row.nextVersionId) : null;
  const ends = row.cancelAtEnd || row.status === 'cancelled';
  return {
    ...row,
    plan: version,
    nextPlan: next,
    nextMinor: ends ? 0 : nextMinor(held, next ?? version, row.nextInterval ?? row.interval),
    addons: items,
    entitlements: own,
    allowances: allowancesOf(version, items),
    seats: seatsOf(version, items),
  };
}

/** Writes the contract's new state and puts on record what that did to what it brings. */
export async function moved(
  ctx: Base,
  held: Held,
  kind: ChangeKind,
  detail: string,
  set: Partial<AccountRow>,
  items: readonly ItemRow[] = held.items,
  version: Version = held.version,
): Promise<void> {
  const status = set.status ?? held.row.status;
  const brings = status !== 'trial' && status !== 'cancelled';
  const mrrMinor = brings ? mrrOf(version, set.interval ?? held.row.interval, items) : 0;
  const next = { ...set, versionId: version.id, planName: version.name, mrrMinor };
  await ctx.db.update(account).set(next);
  await ctx.db.insert(change).values({
    id: ctx.newId(),
    kind,
    planName: version.name,
    detail,
    mrrBeforeMinor: held.row.mrrMinor,
    mrrAfterMinor: mrrMinor,
    actorName: ctx.actor.name,
    at: ctx.nowIso,
  });
  const { planName, status: was, interval, mrrMinor: brought } = held.row;
  ctx.changed({
    type: 'licensing-account',
    id: ctx.tenant.id,
    before: { planName, status: was, interval, mrrMinor: brought },
    after: { kind, detail, planName: version.name, status, mrrMinor },
  });
}

/** Permissions all of whose operations belong to features that are off. */
export function lockedPermissions(
  catalogue: Ctx['permissionCatalogue'],
  own: Awaited<ReturnType<typeof entitlements>>,
): { permission: string; feature: string; plan: string | null }[] {
  const off = new Map(own.filter((e) => !e.on).map((e) => [e.feature as string, e]));
  if (off.size === 0) return [];
  return [...catalogue].flatMap(([permission, use]) => {
    const closed = use.operations.map(({ key }) => {
      const feature = featureOfModule.get(key.slice(0, key.indexOf('.')));
      return feature ? off.get(feature.key) : undefined;
    });
    const [first] = closed;
    return first && closed.every((c) => c !== undefined)
      ? [{ permission, feature: first.name, plan: first.cheapestPlan }]
      : [];
  });
}
