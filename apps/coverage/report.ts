import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Operation, UsedAt } from '#kernel/contract/contract.ts';
import { doorPrefix } from '#kernel/http/doors.ts';
import type { Module } from '#kernel/module.ts';
import { type RegisteredPage, reachedFrom, registeredPages, type Sources, webSources } from './sources.ts';
import { operationUses, type Use } from './uses.ts';

/** Written by the journeys, a file each: which operations it called at which door. */
export const journeysFolder = 'test-results/journeys';

function recordedJourneys(root: string): Record<string, string[]> | null {
  const folder = path.join(root, journeysFolder);
  if (!existsSync(folder)) return null;
  const read = (file: string) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as string[];
  return Object.fromEntries(readdirSync(folder).map((file) => [path.basename(file, '.json'), read(file)]));
}

export interface Row {
  operation: string;
  door: string;
  page: string;
  usedIn: string[];
  journeys: string[];
  gap: string | null;
}

/** Pages of the shell that no module registers, and their files. */
const shellPages: Record<string, string> = { '/login': 'ui/session/login-page.tsx' };

/**
 * The gap analysis as a table: every operation at every door, the pages that use it, the journeys that called it. A gap is
 * an operation without a page, a page that is not registered or does not use it, or (once journeys were recorded) a page
 * without a journey.
 */
export async function coverage(root: string, modules: readonly Module[]): Promise<Row[]> {
  const sources = webSources(root);
  const uses = operationUses(sources, urlsOf(modules));
  const pages = await registeredPages(root);
  return rowsOf(modules, { sources, uses, pages, recorded: recordedJourneys(root) });
}

export interface Evidence {
  sources: Sources;
  uses: readonly Use[];
  pages: readonly RegisteredPage[];
  /** Operations by journey, as `door module.operation`; null when no journey was recorded. */
  recorded: Record<string, string[]> | null;
}

export function rowsOf(modules: readonly Module[], { sources, uses, pages, recorded }: Evidence): Row[] {
  const reached = new Map<string, Set<string>>();
  const filesOf = (start: string) => {
    if (!reached.has(start)) reached.set(start, reachedFrom(sources, start));
    return reached.get(start)!;
  };
  const rows: Row[] = [];
  for (const { contract } of modules)
    for (const [name, operation] of Object.entries<Operation>(contract.operations))
      for (const door of operation.for) {
        const key = `${contract.name}.${name}`;
        const at = [operation.ui].flat() as UsedAt[];
        const paths = at.filter((a): a is `/${string}` => typeof a === 'string');
        const usedIn = [...new Set(uses.filter((u) => u.operation === key && u.door === door).map((u) => u.file))];
        const journeys = Object.entries(recorded ?? {})
          .filter(([, called]) => called.includes(`${door} ${key}`))
          .map(([journey]) => journey);
        const gapAt = (page: string): string | null => {
          const file = shellPages[page] ?? pages.find((p) => p.path === page && p.door === door)?.file;
          if (!file) return `no page ${page}`;
          const files = filesOf(file);
          return usedIn.some((used) => files.has(used)) ? null : `${page} does not use it`;
        };
        // A page of another door that the operation serves too is that door's.
        const isAt = (page: string, d: string) => pages.some((p) => p.path === page && p.door === d);
        const own = paths.filter((page) => isAt(page, door) || !operation.for.some((d) => isAt(page, d)));
        const gap =
          own.length === 0 && paths.length > 0
            ? `no page at the ${door} door`
            : (own.map(gapAt).find((found) => found !== null) ?? null);
        const untravelled = paths.length > 0 && recorded !== null && journeys.length === 0;
        rows.push({
          operation: key,
          door,
          page: at.map((a) => (typeof a === 'string' ? a : `(${a.none})`)).join(' '),
          usedIn,
          journeys,
          gap: gap ?? (untravelled ? 'no journey calls it' : null),
        });
      }
  return rows;
}

/** Operations by their URL, `{}` standing for each parameter in it. */
function urlsOf(modules: readonly Module[]): Map<string, { operation: string; door: string }> {
  const urls = new Map<string, { operation: string; door: string }>();
  for (const { contract } of modules)
    for (const [name, operation] of Object.entries<Operation>(contract.operations))
      for (const door of operation.for)
        urls.set(doorPrefix[door] + operation.path.replace(/\{\w+\}/g, '{}'), {
          operation: `${contract.name}.${name}`,
          door,
        });
  return urls;
}

/** The report as text; gaps last, so that they are what one sees. */
export function printCoverage(rows: readonly Row[]): string {
  const width = Math.max(0, ...rows.map((r) => r.operation.length));
  const line = (r: Row) => {
    const journeys = r.journeys.length > 0 ? `  [${r.journeys.join(', ')}]` : '';
    return `${r.operation.padEnd(width)}  ${r.door.padEnd(8)}  ${r.page}${journeys}${r.gap ? `  <- ${r.gap}` : ''}`;
  };
  const gaps = rows.filter((r) => r.gap);
  const lines = [...rows.filter((r) => !r.gap), ...gaps].map(line);
  return [...lines, '', `${rows.length} operations at their doors, ${gaps.length} gaps`].join('\n');
}
