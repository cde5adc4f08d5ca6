import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation, UsedAt } from '#kernel/contract/contract.ts';
import type { Module } from '#kernel/module.ts';
import { operationUses, registeredPages } from './uses.ts';

/** Written by the journeys: which operations each called at which door. */
export const journeysFile = 'test-results/journeys.json';

export interface Row {
  operation: string;
  door: string;
  page: string;
  usedIn: string[];
  journeys: string[];
  gap: string | null;
}

/** Pages of the shell that no module registers. */
const shellPages = new Set(['/login', '/accept-invitation', '/dashboard/account']);

/**
 * The gap analysis as a table: every operation at every door, the page that uses it, the journeys that called it. A gap is
 * an operation without a page, a page that is not registered or does not use it, or (once journeys were recorded) a page
 * without a journey.
 */
export function coverage(root: string, modules: readonly Module[]): Row[] {
  const uses = operationUses(root);
  const pages = registeredPages(root);
  const recorded = existsSync(join(root, journeysFile)) ? (JSON.parse(readFileSync(join(root, journeysFile), 'utf8')) as Record<string, string[]>) : null;
  const rows: Row[] = [];
  for (const { contract } of modules) {
    for (const [name, operation] of Object.entries<Operation>(contract.operations)) {
      for (const door of operation.for) {
        const key = `${contract.name}.${name}`;
        const at = [operation.ui].flat() as UsedAt[];
        const paths = at.filter((a): a is `/${string}` => typeof a === 'string');
        const usedIn = [...new Set(uses.filter((u) => u.contract === contract.name && u.operation === name && u.door === door).map((u) => u.file))];
        const journeys = recorded ? Object.entries(recorded).filter(([, called]) => called.includes(`${door} ${key}`)).map(([journey]) => journey) : [];
        rows.push({ operation: key, door, page: paths.join(' ') || reasonOf(at), usedIn, journeys, gap: gapOf(paths, door, pages, usedIn, recorded !== null, journeys) });
      }
    }
  }
  return rows;
}

const reasonOf = (at: UsedAt[]) => at.map((a) => (typeof a === 'string' ? a : `(${a.none})`)).join(' ');

function gapOf(paths: string[], door: string, pages: { door: string; path: string }[], usedIn: string[], recorded: boolean, journeys: string[]): string | null {
  if (paths.length === 0) return null;
  const missing = paths.find((path) => !shellPages.has(path) && !pages.some((p) => p.path === path && p.door === door));
  if (missing) return `no page ${missing}`;
  if (usedIn.length === 0) return 'no page uses it';
  if (recorded && journeys.length === 0) return 'no journey calls it';
  return null;
}

/** The report as text; gaps last, so that they are what one sees. */
export function printCoverage(rows: Row[]): string {
  const width = Math.max(...rows.map((r) => r.operation.length));
  const line = (r: Row) => `${r.operation.padEnd(width)}  ${r.door.padEnd(8)}  ${r.page}  ${r.journeys.length > 0 ? `[${r.journeys.join(', ')}]` : ''}${r.gap ? `  <- ${r.gap}` : ''}`;
  const gaps = rows.filter((r) => r.gap);
  return [...rows.filter((r) => !r.gap), ...gaps].map(line).concat('', `${rows.length} operations at their doors, ${gaps.length} gaps`).join('\n');
}
