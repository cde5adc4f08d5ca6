import { and, asc, gt, inArray } from 'drizzle-orm';
import type { z } from 'zod';
import type { FileBody } from '#kernel/contract/contract.ts';
import type { View } from '#kernel/contract/fields.ts';
import { toCsv } from '#kernel/csv.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Customer, customers } from './contract.ts';
import { csvColumns, customPrefix } from './csv-columns.ts';
import { type FilterCtx, matching } from './filters.ts';
import { customerColumns, toCustomer } from './list.ts';
import { customer } from './tables.ts';

const batch = 5_000;
const limit = 200_000;

type Wanted = z.output<(typeof customers)['operations']['exportCsv']['in']>;

/** The customers that match, by number. The type of the columns is the ISP door's view, the only door that exports. */
export async function exportCsv(ctx: FilterCtx, { ids, ...filters }: Wanted): Promise<FileBody> {
  const found: View<typeof Customer, 'isp'>[] = [];
  const wanted = and(await matching(ctx, filters), ids ? inArray(customer.id, ids) : undefined);
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
  if (ids && found.length === 0) throw notFound('customer');
  const custom = [...new Set(found.flatMap((c) => Object.keys(c.customFields)))].sort();
  const heading = [...csvColumns.map((c) => c.name), ...custom.map((name) => customPrefix + name)];
  function* rows() {
    yield heading;
    for (const c of found)
      yield [...csvColumns.map((column) => column.read(c)), ...custom.map((name) => c.customFields[name] ?? '')];
  }
  return { filename: `customers-${ctx.today}.csv`, body: toCsv(rows()) };
}
