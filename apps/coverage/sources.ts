import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Source files by their path from the project's folder. */
export type Sources = ReadonlyMap<string, string>;

/** What the web apps are made of: pages, components, the design system, the contracts they import. */
export function webSources(root: string): Sources {
  const files = globSync(
    [
      'modules/*/*/ui/**/*.{ts,tsx}',
      'modules/*/*/{contract,resources}.ts',
      'apps/{isp-ops,platform-admin,customer-portal}/*.{ts,tsx}',
      'ui/**/*.{ts,tsx}',
    ],
    { cwd: root },
  ).filter((file) => !/\.test\.tsx?$/.test(file));
  return new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
}

const aliases: Record<string, string> = {
  '#ui/': 'ui/',
  '#modules/': 'modules/',
  '#kernel/': 'kernel/',
  '#apps/': 'apps/',
};
/** The file that an import names, from the project's folder. */
export function resolveImport(from: string, specifier: string): string {
  for (const [alias, folder] of Object.entries(aliases))
    if (specifier.startsWith(alias)) return folder + specifier.slice(alias.length);
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(from), specifier) : specifier;
}

/** Names that a file imports, as it calls them: where each comes from and what it is called there. */
export function namesImported(file: string, text: string): Map<string, { file: string; name: string }> {
  const names = new Map<string, { file: string; name: string }>();
  for (const [, list, specifier] of text.matchAll(/\bimport\s+(?:type\s+)?\{([^}]*)\}\s*from\s*'([^']+)'/g))
    for (const item of list!.split(',')) {
      const [name, as] = item
        .trim()
        .replace(/^type\s+/, '')
        .split(/\s+as\s+/);
      if (name) names.set(as ?? name, { file: resolveImport(file, specifier!), name });
    }
  return names;
}

/** Every file that a file reaches by its imports, itself included. */
export function reachedFrom(sources: Sources, start: string): Set<string> {
  const reached = new Set<string>();
  const next = [start];
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    const text = sources.get(file);
    if (text === undefined || reached.has(file)) continue;
    reached.add(file);
    for (const [, specifier] of text.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g))
      next.push(resolveImport(file, specifier!));
  }
  return reached;
}

export interface RegisteredPage {
  door: string;
  /** In TanStack form. */
  path: string;
  /** The file of its component. */
  file: string;
}
interface Loaded {
  door: string;
  path: string;
  load(): Promise<unknown>;
}

/** Pages that an app shows, with their files. */
export async function registeredPages(root: string): Promise<RegisteredPage[]> {
  const shown = new Set<unknown>();
  for (const list of [
    'isp-ops/pages',
    'platform-admin/pages',
    'platform-admin/tenant-pages',
    'customer-portal/pages',
  ]) {
    const file = path.join(root, 'apps', `${list}.ts`);
    if (existsSync(file)) for (const page of (await import(file)).pages) shown.add(page);
  }
  const found: RegisteredPage[] = [];
  for (const file of globSync('modules/*/*/ui/{pages,*-pages}.ts', { cwd: root }))
    for (const list of Object.values<unknown>(await import(path.join(root, file))))
      for (const page of Array.isArray(list) ? (list as Loaded[]) : []) {
        const component = /import\('([^']+)'\)/.exec(String(page.load))?.[1];
        if (shown.has(page) && component)
          found.push({ door: page.door, path: page.path, file: resolveImport(file, component) });
      }
  return found;
}
