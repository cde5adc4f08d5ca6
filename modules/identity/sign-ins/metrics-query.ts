import { sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import type { factors } from './contract.ts';
import { signInEvent } from './tables.ts';

const failures = sql`outcome in ('wrong-password', 'wrong-code', 'wrong-passkey')`;
const countsOf = sql`
  count(*) filter (where outcome = 'signed-in')::int as "signedIn",
  count(*) filter (where ${failures})::int as failed,
  count(*) filter (where outcome = 'locked-out')::int as "lockedOut",
  count(*) filter (where outcome = 'password-reset')::int as resets,
  count(*) filter (where new_device)::int as "newDevices"`;

interface Counts extends Record<string, unknown> {
  signedIn: number;
  failed: number;
  lockedOut: number;
  resets: number;
  newDevices: number;
}
const none: Counts = { signedIn: 0, failed: 0, lockedOut: 0, resets: 0, newDevices: 0 };
const sum = (rows: readonly Counts[]): Counts =>
  rows.reduce(
    (all, row) => ({
      signedIn: all.signedIn + row.signedIn,
      failed: all.failed + row.failed,
      lockedOut: all.lockedOut + row.lockedOut,
      resets: all.resets + row.resets,
      newDevices: all.newDevices + row.newDevices,
    }),
    none,
  );

/** Counts the events of the last days of the tenant's calendar, today included, and of as many before. */
export async function signInMetrics(ctx: Pick<Ctx, 'db' | 'tenant' | 'today' | 'nowIso'>, days: number) {
  const { timeZone } = ctx.tenant;
  const first = ctx.today.subtract({ days: days - 1 });
  const startOf = (day: Temporal.PlainDate) => new Date(day.toZonedDateTime(timeZone).epochMilliseconds).toISOString();
  const from = startOf(first);
  const { rows: byDay } = await ctx.db.execute<Counts & { day: string }>(
    sql`select to_char(at at time zone ${timeZone}, 'YYYY-MM-DD') as day, ${countsOf} from ${signInEvent}
        where at >= ${startOf(first.subtract({ days }))} group by 1 order by 1`,
  );
  const { rows: people } = await ctx.db.execute<{ staff: number; subscribers: number }>(
    sql`select count(distinct subject_id) filter (where person = 'staff')::int as staff,
          count(distinct subject_id) filter (where person = 'subscriber')::int as subscribers
        from ${signInEvent} where at >= ${from} and outcome = 'signed-in'`,
  );
  const { rows: byFactor } = await ctx.db.execute<{ factor: (typeof factors)[number]; signIns: number }>(
    sql`select coalesce(factor, 'password') as factor, count(*)::int as "signIns" from ${signInEvent}
        where at >= ${from} and outcome = 'signed-in' group by 1 order by 2 desc`,
  );
  const known = new Map(byDay.map((row) => [row.day, row]));
  const within = Array.from({ length: days }, (_, n) => {
    const day = first.add({ days: n }).toString();
    return { ...(known.get(day) ?? none), day };
  });
  return {
    ...sum(within),
    before: [sum(byDay.filter((row) => row.day < first.toString()))],
    uniqueStaff: people[0]?.staff ?? 0,
    uniqueSubscribers: people[0]?.subscribers ?? 0,
    days: within,
    factors: byFactor,
    measuredAt: ctx.nowIso,
  };
}
