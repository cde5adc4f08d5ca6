import { eq } from 'drizzle-orm';
import { licensingCatalogue } from '#modules/licensing/catalogue/contract.ts';
import { blockersOf } from './changes.ts';
import { monthsIn, periodAfter, priceOf } from './rules.ts';
import { allowancesOf, type Base, type Held, holdAccount, moved } from './store.ts';
import { licensingAddonItem as item } from './tables.ts';

/** Takes hold of what waited for the end of the period, and says what is left of it. */
async function itemsFromNow(ctx: Base, held: Held): Promise<Held['items']> {
  const kept: Held['items'] = [];
  for (const i of held.items) {
    if (i.nextQuantity === null) kept.push(i);
    else if (i.nextQuantity === 0) await ctx.db.delete(item).where(eq(item.id, i.id));
    else {
      const after = { quantity: i.nextQuantity, nextQuantity: null };
      await ctx.db.update(item).set(after).where(eq(item.id, i.id));
      kept.push({ ...i, ...after });
    }
  }
  return kept;
}

/**
 * Begins the next period when the running one is over: ends what was cancelled, makes the scheduled change unless use has
 * grown beyond it, turns a trial into a contract. Called twice it turns once.
 */
export async function turn(ctx: Base) {
  const held = await holdAccount(ctx);
  const { row } = held;
  const ended = {
    endedStart: row.periodStart,
    endedEnd: row.periodEnd,
    endedAllowances: row.status === 'trial' ? null : allowancesOf(held.version, held.items),
    periodStart: row.periodStart,
    periodEnd: row.periodEnd,
    currency: row.currency,
    lines: [],
  };
  const end = Temporal.PlainDate.from(row.periodEnd);
  if (row.status === 'cancelled' || Temporal.PlainDate.compare(ctx.today, end) < 0) return { ...ended, turned: false };
  if (row.cancelAtEnd) {
    await moved(ctx, held, 'cancelled', `${held.version.name} ended on ${row.periodEnd}`, {
      status: 'cancelled',
      cancelledAt: ctx.nowIso,
      cancelAtEnd: false,
      nextVersionId: null,
      nextInterval: null,
    });
    return { ...ended, turned: true };
  }
  const wanted = row.nextVersionId ? await ctx.call(licensingCatalogue, 'version', { id: row.nextVersionId }) : null;
  const blockers = wanted ? await blockersOf(ctx, held, wanted) : [];
  const version = wanted && blockers.length === 0 ? wanted : held.version;
  const interval = (blockers.length === 0 && row.nextInterval) || row.interval;
  const items = await itemsFromNow(ctx, held);
  const isTrial = row.status === 'trial';
  const anchorDay = isTrial ? end.day : row.anchorDay;
  const periodEnd = periodAfter(end, interval, anchorDay).toString();
  const kind = isTrial
    ? 'started'
    : blockers.length > 0
      ? 'downgrade-refused'
      : version.monthMinor < held.version.monthMinor
        ? 'downgraded'
        : version.id === held.version.id
          ? null
          : 'upgraded';
  const detail =
    blockers[0] ?? (isTrial ? `${version.name} after the trial` : `${held.version.name} → ${version.name}`);
  const fewer = items.length < held.items.length || items.some((i, at) => i.quantity < held.items[at]!.quantity);
  await moved(
    ctx,
    held,
    kind ?? (fewer ? 'addon-reduced' : 'renewed'),
    kind ? detail : fewer ? 'Fewer add-ons from this period on' : `Until ${periodEnd}`,
    {
      status: isTrial ? 'active' : row.status,
      interval,
      anchorDay,
      periodStart: row.periodEnd,
      periodEnd,
      nextVersionId: null,
      nextInterval: null,
    },
    items,
    version,
  );
  const months = monthsIn(interval);
  return {
    ...ended,
    turned: true,
    periodStart: row.periodEnd,
    periodEnd,
    lines: [
      { description: `${version.name}, a ${interval}`, quantity: 1, unitMinor: priceOf(version, interval) },
      ...items.map((i) => ({
        description: months === 1 ? i.name : `${i.name}, ${months} months`,
        quantity: i.quantity,
        unitMinor: i.monthMinor * months,
      })),
    ].filter((line) => line.unitMinor > 0),
  };
}
