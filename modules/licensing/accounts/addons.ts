import { eq } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { featureByKey, licensingCatalogue } from '#modules/licensing/catalogue/contract.ts';
import { blockersOf, type Charge, runningOf } from './changes.ts';
import { addonDue, prorated } from './rules.ts';
import { type Base, featuresOf, type Held, holdAccount, moved, nextMinor } from './store.ts';
import { licensingAddonItem as item } from './tables.ts';

interface Choice {
  addonId: string;
  quantity: number;
}

async function addonOf(ctx: Pick<AnyCtx, 'call'>, id: string) {
  const { items } = await ctx.call(licensingCatalogue, 'addons', { retired: 'true' });
  const found = items.find((a) => a.id === id);
  if (!found) throw notFound('add-on');
  return found;
}

/** Why an add-on cannot be had in such a number. */
async function refusals(ctx: Base, held: Held, addon: Awaited<ReturnType<typeof addonOf>>, quantity: number) {
  const own = held.items.find((i) => i.addonId === addon.id);
  if (quantity < (own?.quantity ?? 0)) {
    const items = held.items.map((i) => (i.addonId === addon.id ? { ...i, nextQuantity: quantity } : i));
    return blockersOf(ctx, { ...held, items }, held.version);
  }
  const on = featuresOf(held);
  const missing = addon.feature ? (featureByKey.get(addon.feature)?.needs ?? []).filter((need) => !on.has(need)) : [];
  return [
    ...(addon.feature && held.version.features.includes(addon.feature)
      ? [`${held.version.name} has ${addon.name} already.`]
      : []),
    ...(addon.feature && quantity > 1 ? [`One ${addon.name} is enough.`] : []),
    ...(addon.metric && held.version.allowances[addon.metric].included === null
      ? [`${held.version.name} has no limit here.`]
      : []),
    ...missing.map((need) => `${addon.name} needs ${featureByKey.get(need)?.name ?? need}, which is off.`),
    ...(addon.status === 'retired' ? [`${addon.name} is not sold any more.`] : []),
  ];
}

export async function previewAddon(ctx: Base, held: Held, { addonId, quantity }: Choice) {
  const addon = await addonOf(ctx, addonId);
  const own = held.items.find((i) => i.addonId === addonId);
  const more = quantity - (own?.quantity ?? 0);
  const { daysLeft, daysTotal } = prorated(runningOf(held), held.version, held.version, held.row.interval, ctx.today);
  const isFree = held.row.status === 'trial';
  const price = own?.monthMinor ?? addon.monthMinor;
  const dueMinor = more > 0 && !isFree ? addonDue(price, more, held.row.interval, { daysLeft, daysTotal }) : 0;
  const others = held.items.filter((i) => i.addonId !== addonId);
  const wanted = { ...(own ?? others[0]), monthMinor: price, quantity, nextQuantity: null };
  const after = { items: [...others, ...(quantity > 0 ? [{ ...blank, ...wanted }] : [])] };
  return {
    addon,
    own,
    more,
    price,
    shown: {
      name: addon.name,
      quantity,
      when: more < 0 ? ('later' as const) : ('now' as const),
      effectiveOn: more < 0 ? held.row.periodEnd : ctx.today.toString(),
      dueMinor,
      nextMinor: nextMinor(after, held.version, held.row.interval),
      currency: held.row.currency,
      blockers: await refusals(ctx, held, addon, quantity),
    },
  };
}
/** An item that stands for a sum only. */
const blank: Held['items'][number] = {
  tenantId: '',
  id: '',
  addonId: '',
  name: '',
  kind: 'quota',
  feature: null,
  metric: null,
  seatType: null,
  amount: 0,
  monthMinor: 0,
  quantity: 0,
  nextQuantity: null,
  startedAt: '',
};

export async function setAddon(ctx: Base, input: Choice & { expectedDueMinor: number }): Promise<Charge | null> {
  const held = await holdAccount(ctx);
  const { addon, own, more, price, shown } = await previewAddon(ctx, held, input);
  if (held.row.status === 'cancelled') throw conflict('The contract has ended; choose a plan first.');
  if (held.row.status === 'past_due' && more > 0)
    throw conflict('Pay what is overdue first; then add-ons can be bought.');
  if (more === 0 && own?.nextQuantity == null) throw invalid('That is what you have already.', 'quantity');
  if (shown.blockers[0]) throw conflict(shown.blockers[0], 'quantity');
  if (shown.dueMinor !== input.expectedDueMinor)
    throw conflict('The price is another by now; look at it again.', 'expectedDueMinor');
  if (more < 0) {
    await ctx.db.update(item).set({ nextQuantity: input.quantity }).where(eq(item.addonId, addon.id));
    await moved(ctx, held, 'change-scheduled', `${addon.name}: ${input.quantity} from ${held.row.periodEnd}`, {});
    return null;
  }
  const { name, kind, feature, metric, seatType, amount } = addon;
  const row = { addonId: addon.id, name, kind, feature, metric, seatType, amount, monthMinor: price };
  const [written] = await ctx.db
    .insert(item)
    .values({ id: ctx.newId(), ...row, quantity: input.quantity, startedAt: ctx.nowIso })
    .onConflictDoUpdate({
      target: [item.tenantId, item.addonId],
      set: { quantity: input.quantity, nextQuantity: null },
    })
    .returning();
  const items = [...held.items.filter((i) => i.addonId !== addon.id), written!];
  await moved(ctx, held, more > 0 ? 'addon-added' : 'change-withdrawn', `${name}: ${input.quantity}`, {}, items);
  if (shown.dueMinor === 0) return null;
  const description = `${name}, ${more} more until ${held.row.periodEnd}`;
  return {
    reason: 'change',
    periodStart: ctx.today.toString(),
    periodEnd: held.row.periodEnd,
    lines: [{ description, quantity: 1, unitMinor: shown.dueMinor }],
  };
}
