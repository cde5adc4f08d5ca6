import { and, asc, gt } from 'drizzle-orm';
import type { z } from 'zod';
import type { FileBody } from '#kernel/contract/contract.ts';
import type { View } from '#kernel/contract/fields.ts';
import { toCsv } from '#kernel/csv.ts';
import { AppError } from '#kernel/errors.ts';
import type { Customer, customerFilters } from './contract.ts';
import { csvColumns, customPrefix } from './csv-columns.ts';
import { type FilterCtx, matching } from './filters.ts';
import { customerColumns, toCustomer } from './list.ts';
import { customer } from './tables.ts';

const batch = 5_000;
const limit = 200_000;

/** The customers that match, by number. The type of the columns is the ISP door's view, the only door that exports. */
export async function exportCsv(ctx: FilterCtx, filters: z.output<typeof customerFilters>): Promise<FileBody> {
  const found: View<typeof Customer, 'isp'>[] = [];
  const wanted = await matching(ctx, filters);
  for (let after = 0; ; ) {
    const rows = await ctx.db
      .select(customerColumns)
      .from(customer)
      .where(and(wanted, gt(customer.serial, after)))
      .orderBy(asc(customer.serial))
      .limit(batch);
    for (const row of rows) found.push(toCustomer(row));
    if (found.length > limit)
      throw new AppError('limit', `More than ${limit} customers match; narrow the filters and export in parts.`);
    if (rows.length < batch) break;
    after = rows.at(-1)!.serial;
  }
  const custom = [...new Set(found.flatMap((c) => Object.keys(c.customFields)))].sort();
  const heading = [...csvColumns.map((c) => c.name), ...custom.map((name) => customPrefix + name)];
  function* rows() {
    yield heading;
    for (const c of found)
      yield [...csvColumns.map((column) => column.read(c)), ...custom.map((name) => c.customFields[name] ?? '')];
  }
  return { filename: `customers-${ctx.today}.csv`, body: toCsv(rows()) };
}
