import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The folder that holds `kernel/`, `modules/` and `database/`. */
export const projectRoot = path.resolve(import.meta.dirname, '../..');

const find = (patterns: string[], root: string) =>
  globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] }).sort();

/** Files that declare tables, relative to `root`: the kernel's first, then the modules', by name. */
export const tableFiles = (root = projectRoot): string[] => [
  ...find(['kernel/**/tables-*.ts'], root),
  ...find(['modules/**/tables.ts'], root),
];

/** SQL that Drizzle cannot express, in the order it is applied: the kernel's first, then the modules', by name. */
export const extraFiles = (root = projectRoot): string[] => [
  ...find(['kernel/**/extra.sql'], root),
  ...find(['modules/**/extra.sql'], root),
];

/** Migrations in the order they are applied. */
export const migrationFiles = (root = projectRoot): string[] => find(['database/migrations/*.sql'], root);

/** Imports every file that declares tables, so that the registry knows them all, and returns what they export. */
export async function loadTables(root = projectRoot): Promise<Record<string, unknown>> {
  const loaded: Record<string, unknown> = {};
  for (const file of tableFiles(root)) {
    const exported: Record<string, unknown> = await import(pathToFileURL(path.join(root, file)).href);
    for (const [name, value] of Object.entries(exported)) loaded[`${file}#${name}`] = value;
  }
  return loaded;
}
