import { type SQL, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { registeredTables, type TenantTableMeta } from '#kernel/db/registry.ts';
import { oneEach } from './rules.ts';

type Place = Pick<Ctx, 'db'>;

/** Every table whose rows are somebody's, but the customers themselves. */
export const ownedTables = (): (TenantTableMeta & { customerOwned: string })[] =>
  [...registeredTables.values()].flatMap((meta) =>
    meta.kind === 'tenant' && meta.customerOwned !== undefined && meta.name !== 'customer'
      ? [{ ...meta, customerOwned: meta.customerOwned }]
      : [],
  );

/** The columns that make a row the only one of its customer, such as the list it is pinned to. */
async function besidesOwner({ db }: Place, name: string, owner: string): Promise<string[]> {
  const { rows } = await db.execute<{ columns: string[] }>(sql`
    select array(select a.attname::text from unnest(i.indkey::int2[]) k(num)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num
      where a.attname <> ${owner}) as columns
    from pg_index i where i.indrelid = ${`public.${name}`}::regclass and i.indisprimary`);
  // The tenant is in every key; row-level security sees to it.
  return (rows[0]?.columns ?? []).filter((column) => !column.startsWith('tenant_'));
}

/** Lets go what the survivor has too, where there can be only one. */
async function dropDoubles(ctx: Place, name: string, owner: string, from: string, to: string) {
  const same = (await besidesOwner(ctx, name, owner)).map(
    (column) => sql`and s.${sql.identifier(column)} = t.${sql.identifier(column)}`,
  );
  const [table, whose] = [sql.identifier(name), sql.identifier(owner)];
  await ctx.db.execute(sql`delete from ${table} s where s.${whose} = ${from} and exists (
    select 1 from ${table} t where t.${whose} = ${to} ${sql.join(same, sql` `)})`);
}

/** Moves all that is somebody's to another, but facts: rows of every table that says so, notes and files. Done again, it moves what came meanwhile. */
export async function moveRows(ctx: Place, from: string, to: string, survivor: { name: string; number: string }) {
  const known: Record<string, string> = { customer_name: survivor.name, customer_number: survivor.number };
  // Only one card is charged by itself.
  await ctx.db.execute(sql`update payment_method set is_default = false where customer_id = ${from} and is_default
    and exists (select 1 from payment_method where customer_id = ${to} and is_default)`);
  for (const { name, table, customerOwned: owner, appendOnly } of ownedTables()) {
    if (appendOnly) continue;
    if (oneEach.has(name)) await dropDoubles(ctx, name, owner, from, to);
    // A receipt shows its party as it was; what is alive is called as the survivor is.
    const columns = name === 'payment' ? [] : Object.keys(known).filter((column) => hasColumn(table, column));
    const changes: SQL[] = [
      sql`${sql.identifier(owner)} = ${to}`,
      ...columns.map((column) => sql`${sql.identifier(column)} = ${known[column]}`),
    ];
    await ctx.db.execute(
      sql`update ${sql.identifier(name)} set ${sql.join(changes, sql`, `)} where ${sql.identifier(owner)} = ${from}`,
    );
  }
  for (const name of ['note', 'stored_file'])
    await ctx.db.execute(
      sql`update ${sql.identifier(name)} set subject_id = ${to} where subject_type = 'customer' and subject_id = ${from}`,
    );
}

/** Facts too; only in a merge itself, while both are there. */
export async function moveAll(ctx: Place, from: string, to: string, survivor: { name: string; number: string }) {
  await moveRows(ctx, from, to, survivor);
  await ctx.db.execute(sql`select move_customer_facts(${from}, ${to})`);
}

function hasColumn(table: TenantTableMeta['table'], column: string): boolean {
  return Object.values(table).some(
    (value) => typeof value === 'object' && value !== null && 'name' in value && value.name === column,
  );
}

/** How many rows of each kind are a customer's. */
export async function countsOf({ db }: Place, customerId: string): Promise<Map<string, number>> {
  const owned = ownedTables().map(
    ({ name, customerOwned }) =>
      sql`select ${name}::text as name, count(*)::int as rows from ${sql.identifier(name)} where ${sql.identifier(customerOwned)} = ${customerId}`,
  );
  const records = ['note', 'stored_file'].map(
    (name) =>
      sql`select ${name}::text as name, count(*)::int as rows from ${sql.identifier(name)} where subject_type = 'customer' and subject_id = ${customerId}`,
  );
  const { rows } = await db.execute<{ name: string; rows: number }>(sql.join([...owned, ...records], sql` union all `));
  return new Map(rows.map((row) => [row.name, row.rows]));
}
