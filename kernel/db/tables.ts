import { getTableName, sql } from 'drizzle-orm';
import type { BuildColumns, BuildExtraConfigColumns } from 'drizzle-orm/column-builder';
import type {
  AnyPgColumn,
  PgColumnBuilderBase,
  PgTableExtraConfigValue,
  PgTableWithColumns,
} from 'drizzle-orm/pg-core';
import { customType, foreignKey, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { type Grants, registerTable } from './registry.ts';

/** `timestamptz`, read and written as ISO 8601 in UTC with milliseconds, such as `2026-03-01T08:00:00.000Z`. */
export const instantColumn = customType<{ data: string; driverData: string | Date }>({
  dataType: () => 'timestamptz',
  fromDriver: instantText,
});

const asPostgresWrites = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/;
/** What PostgreSQL writes in UTC is rearranged; a list has hundreds of them, and a Date for each costs more than its row. */
function instantText(value: string | Date): string {
  const parts = typeof value === 'string' ? asPostgresWrites.exec(value) : null;
  return parts
    ? `${parts[1]}T${parts[2]}.${(parts[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`
    : new Date(value).toISOString();
}

/** PostgreSQL's 64-bit transaction id as decimal text; it exceeds what a JavaScript number holds. */
export const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8', fromDriver: String });

type Columns = Record<string, PgColumnBuilderBase>;
type Flat<T> = { [K in keyof T]: T[K] } & {};

const tenantIdColumn = () => uuid('tenant_id').notNull().default(sql`current_setting('app.tenant_id')::uuid`);
const idColumn = () => uuid('id').notNull().default(sql`uuidv7()`);

type WithTenant<C extends Columns, OwnKey extends boolean> = Flat<
  { tenantId: ReturnType<typeof tenantIdColumn> } & (OwnKey extends true
    ? unknown
    : C extends { id: unknown }
      ? unknown
      : { id: ReturnType<typeof idColumn> }) &
    C
>;
type Built<N extends string, C extends Columns> = PgTableWithColumns<{
  name: N;
  schema: undefined;
  columns: BuildColumns<N, C, 'pg'>;
  dialect: 'pg';
}>;
type Extra<N extends string, C extends Columns> = (
  self: BuildExtraConfigColumns<N, C, 'pg'>,
) => PgTableExtraConfigValue[];

export interface TenantTableOptions<C extends Columns, OwnKey extends boolean> {
  /** The table names its own key in `extra`, starting with `tenantId`; without it the key is `(tenant_id, id)`. */
  ownKey?: OwnKey;
  /** What kernel processes may do with the rows of all tenants. Default: nothing. */
  systemAccess?: 'read' | 'write';
  /**
   * The platform door keeps rows of its own in this table, under `platformTenantId`; `shared`: the rows lie between the
   * vendor and its customer, the ISP, so that both work on all of that ISP's. Never a table that says anything of subscribers.
   * `reads`: of such rows, those that only the ISP's own tenancy writes.
   */
  platformAccess?: boolean | 'shared' | 'reads';
  /** Column holding the subscriber's id; at the customer door only the caller's own rows exist. */
  customerOwned?: keyof C | 'id';
  /** No role may update or delete rows. */
  appendOnly?: boolean;
}

const toSnake = (key: string) => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** Unnamed columns are named after their key, in snake case, so that the database and the metadata agree. */
function named<C extends Columns>(columns: C): C {
  for (const [key, builder] of Object.entries(columns))
    (builder as unknown as { setName(name: string): void }).setName(toSnake(key));
  return columns;
}

/**
 * A table whose rows belong to a tenant. Adds `tenant_id` as first column (defaulting to the transaction's tenant), an
 * `id uuid default uuidv7()` with primary key `(tenant_id, id)` unless `ownKey`, and registers what `applyTenancy` turns
 * into forced row-level security and grants.
 * @param extra indexes, constraints and references; indexes should start with `tenantId`
 */
export function tenantTable<N extends string, C extends Columns, OwnKey extends boolean = false>(
  name: N,
  columns: C,
  extra?: Extra<N, WithTenant<C, OwnKey>>,
  options: TenantTableOptions<C, OwnKey> = {},
): Built<N, WithTenant<C, OwnKey>> {
  const all = named({
    tenantId: tenantIdColumn(),
    ...(options.ownKey ? {} : { id: idColumn() }),
    ...columns,
  }) as unknown as WithTenant<C, OwnKey>;
  const table = pgTable<N, WithTenant<C, OwnKey>>(name, all, (self) => {
    const keyed = self as Record<'tenantId' | 'id', AnyPgColumn>;
    const key = options.ownKey ? [] : [primaryKey({ name: `${name}_pkey`, columns: [keyed.tenantId, keyed.id] })];
    return [...key, ...(extra?.(self) ?? [])];
  });
  const owner = options.customerOwned;
  registerTable({
    kind: 'tenant',
    name,
    table,
    systemAccess: options.systemAccess,
    platformAccess: options.platformAccess ?? false,
    customerOwned:
      owner === undefined ? undefined : (table as unknown as Record<string, AnyPgColumn>)[String(owner)]!.name,
    appendOnly: options.appendOnly ?? false,
  });
  return table;
}

/**
 * A table that belongs to the installation, not to a tenant. No role may touch it except as granted.
 * @param grants privileges by role, such as `{ dotmac_platform: ['select', 'insert'] }`
 */
export function platformTable<N extends string, C extends Columns>(
  name: N,
  columns: C,
  extra?: Extra<N, C>,
  grants: Grants = {},
): Built<N, C> {
  const table = pgTable<N, C>(name, named(columns), extra ?? (() => []));
  registerTable({ kind: 'platform', name, table, grants });
  return table;
}

interface Keyed {
  tenantId: AnyPgColumn;
  id: AnyPgColumn;
}

/**
 * Foreign key `(tenant_id, column) -> (tenant_id, id)`: a row can only point at a row of its own tenant.
 * @param self the columns handed to `extra`
 * @param target a table with key `(tenant_id, id)`, or its database name when it belongs to another module
 */
export function tenantReference(
  self: { tenantId: AnyPgColumn },
  column: AnyPgColumn,
  target: Keyed | string,
  onDelete: 'cascade' | 'restrict' | 'no action' = 'no action',
) {
  const to: Keyed =
    typeof target === 'string' ? pgTable(target, { tenantId: uuid('tenant_id'), id: uuid('id') }) : target;
  // Drizzle's own name lists all columns of both sides, which overflows the 63 bytes of an identifier.
  const name = `${getTableName(column.table)}_${column.name}_fkey`;
  if (name.length > 63) throw new Error(`Foreign key name ${name} exceeds 63 characters.`);
  return foreignKey({ name, columns: [self.tenantId, column], foreignColumns: [to.tenantId, to.id] }).onDelete(
    onDelete,
  );
}
