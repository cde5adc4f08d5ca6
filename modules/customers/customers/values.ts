import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { AnyCtx } from '#kernel/context.ts';
import type { customerInput } from './contract.ts';
import { numberOf } from './rules.ts';
import { type customer, customerSequence } from './tables.ts';

export type CustomerInput = z.output<typeof customerInput>;

/** Draws `count` numbers and returns the first. Others who draw wait for this transaction, so none is given twice. */
export async function takeSerials(db: AnyCtx['db'], count: number): Promise<number> {
  const [row] = await db
    .insert(customerSequence)
    .values({ last: count })
    .onConflictDoUpdate({ target: customerSequence.tenantId, set: { last: sql`${customerSequence.last} + ${count}` } })
    .returning({ last: customerSequence.last });
  return row!.last - count + 1;
}

export function insertValues(
  ctx: Pick<AnyCtx, 'newId' | 'nowIso' | 'tenant'>,
  { serviceAddress, ...input }: CustomerInput,
  serial: number,
): typeof customer.$inferInsert {
  return {
    ...input,
    id: ctx.newId(),
    serial,
    number: numberOf(serial),
    locale: input.locale ?? ctx.tenant.locale,
    tags: [...new Set(input.tags)].sort(),
    addressLine1: serviceAddress.line1,
    addressLine2: serviceAddress.line2,
    postcode: serviceAddress.postcode,
    city: serviceAddress.city,
    country: serviceAddress.country ?? ctx.tenant.country,
    createdAt: ctx.nowIso,
    updatedAt: ctx.nowIso,
  };
}
