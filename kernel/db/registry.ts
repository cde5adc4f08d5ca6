import type { PgTable } from 'drizzle-orm/pg-core';

/** Database roles of the running system. None owns a table, none can bypass row-level security. */
export const databaseRoles = ['dotmac_app', 'dotmac_system', 'dotmac_platform', 'dotmac_auth'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];
export type Privilege = 'select' | 'insert' | 'update' | 'delete';
export type Grants = Partial<Record<DatabaseRole, readonly Privilege[]>>;

export interface TenantTableMeta {
  kind: 'tenant';
  name: string;
  table: PgTable;
  /** What `dotmac_system` may do with the rows of all tenants. */
  systemAccess: 'read' | 'write' | undefined;
  /** `dotmac_platform` may work on the rows of the platform's own tenancy (`platformTenantId`) alone; `shared`: on all rows; `reads`: sees all, writes none. */
  platformAccess: boolean | 'shared' | 'reads';
  /** Column that says whose row it is; at the customer door a row of another customer does not exist. */
  customerOwned: string | undefined;
  /** Rows are never updated or deleted by any role. */
  appendOnly: boolean;
}
export interface PlatformTableMeta {
  kind: 'platform';
  name: string;
  table: PgTable;
  grants: Grants;
}
export type TableMeta = TenantTableMeta | PlatformTableMeta;

const registry = new Map<string, TableMeta>();

/** Every table that was declared so far in this process, by its database name. */
export const registeredTables: ReadonlyMap<string, TableMeta> = registry;

/** Called by `tenantTable` and `platformTable`. */
export function registerTable(meta: TableMeta): void {
  if (registry.has(meta.name)) throw new Error(`Table ${meta.name} is declared twice.`);
  registry.set(meta.name, meta);
}
