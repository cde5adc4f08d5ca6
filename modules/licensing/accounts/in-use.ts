import { sql } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';

/** What a provider has at this moment, counted from its own rows by a view. */
export async function inUse(ctx: Pick<AnyCtx, 'db'>) {
  const { rows } = await ctx.db.execute<Record<string, string>>(sql`select * from licensing_measure`);
  const of = (name: string) => Number(rows[0]?.[name] ?? 0);
  const seats = { admin: of('admin'), operator: of('operator'), 'read-only': of('read_only') };
  return {
    subscribers: of('subscribers'),
    /** With those that are being provisioned. */
    ordered: of('ordered'),
    staff_seats: seats.admin + seats.operator + seats['read-only'],
    storage_bytes: of('storage_bytes'),
    // Sums belong to a period, not to a moment.
    api_calls: 0,
    sms: 0,
    seats,
  };
}
