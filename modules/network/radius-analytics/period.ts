import { type SQL, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { invalid } from '#kernel/errors.ts';

/** The id under which all NAS devices are counted together. */
export const everyNas = '00000000-0000-0000-0000-000000000000';
const mostDays = 800;

export interface PeriodInput {
  fromDate: string;
  toDate: string;
  nasId?: string | undefined;
}
/** Days of the tenant's zone, the instants they begin and end at, and the NAS that is asked for. */
export interface Period {
  /** First and last day. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly beginIso: string;
  /** Where the day after the last begins. */
  readonly endIso: string;
  readonly nasId: string | undefined;
}

const startOf = (day: Temporal.PlainDate, timeZone: string) =>
  new Date(day.toZonedDateTime(timeZone).epochMilliseconds).toISOString();

function between(
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
  timeZone: string,
  nasId: string | undefined,
): Period {
  return {
    from: first.toString(),
    to: last.toString(),
    days: first.until(last).days + 1,
    beginIso: startOf(first, timeZone),
    endIso: startOf(last.add({ days: 1 }), timeZone),
    nasId,
  };
}

export function periodOf(
  { tenant }: Pick<Ctx, 'tenant'>,
  { fromDate, toDate, nasId }: PeriodInput,
  most = mostDays,
): Period {
  const first = Temporal.PlainDate.from(fromDate);
  const last = Temporal.PlainDate.from(toDate);
  if (Temporal.PlainDate.compare(first, last) > 0)
    throw invalid('The last day must not come before the first.', 'toDate');
  const period = between(first, last, tenant.timeZone, nasId);
  if (period.days > most) throw invalid(`Ask for at most ${most} days.`, 'fromDate');
  return period;
}

/** The period of the same length that ends where this one begins. */
export function before({ tenant }: Pick<Ctx, 'tenant'>, { from, days, nasId }: Period): Period {
  const first = Temporal.PlainDate.from(from);
  return between(first.subtract({ days }), first.subtract({ days: 1 }), tenant.timeZone, nasId);
}

export const ofNas = (nasId: string | undefined): SQL => (nasId === undefined ? sql`` : sql`and nas_id = ${nasId}`);
export const inPeriod = (column: SQL, { beginIso, endIso }: Pick<Period, 'beginIso' | 'endIso'>): SQL =>
  sql`${column} >= ${beginIso}::timestamptz and ${column} < ${endIso}::timestamptz`;
export const onDays = ({ from, to }: Pick<Period, 'from' | 'to'>): SQL =>
  sql`day between ${from}::date and ${to}::date`;
