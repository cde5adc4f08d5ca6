import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';

/** A table whose rows name content of the file store. */
export interface NamesContent {
  table: PgTable;
  sha256: AnyPgColumn;
  /** What people call the file. */
  name: AnyPgColumn;
}

const all: NamesContent[] = [];
/** Every table that keeps content alive: what none of them names is swept, and an export takes what they name along. */
export const contentNamers: readonly NamesContent[] = all;

/** Declares that the content with these hashes is in use; stands beside the table. */
export function namesContent(table: PgTable, sha256: AnyPgColumn, name: AnyPgColumn): void {
  all.push({ table, sha256, name });
}
