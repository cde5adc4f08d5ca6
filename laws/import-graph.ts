import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';

export interface Import {
  /** Paths relative to the project, such as `kernel/ids.ts`. */
  from: string;
  to: string;
  /** Gone at run time: it names types only. */
  typeOnly: boolean;
  /** By `import()`, when it is needed. */
  lazy: boolean;
}

const root = path.resolve(import.meta.dirname, '..');
const folders = ['apps', 'kernel', 'modules', 'protocols', 'ui', 'laws', 'bench', 'e2e', 'scripts'];

/** The project file that `specifier` names; undefined for packages. */
function target(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('.')) return path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier));
  return undefined;
}

function importsOf(from: string): Import[] {
  const text = readFileSync(path.join(root, from), 'utf8');
  const { module, errors } = parseSync(from, text);
  if (errors.length > 0) throw new Error(`${from} cannot be parsed: ${errors[0]?.message}`);
  const found: { specifier: string; typeOnly: boolean; lazy?: boolean }[] = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      specifier: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap((entry) =>
        entry.moduleRequest ? [{ specifier: entry.moduleRequest.value, typeOnly: entry.isType }] : [],
      ),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const literal = /^['"](.*)['"]$/.exec(text.slice(start, end));
      return literal?.[1] ? [{ specifier: literal[1], typeOnly: false, lazy: true }] : [];
    }),
  ];
  return found.flatMap(({ specifier, typeOnly, lazy = false }) => {
    const to = target(from, specifier);
    return to ? [{ from, to, typeOnly, lazy }] : [];
  });
}

/** Who imports whom, among the files of this project. */
export function importGraph(): Import[] {
  const files = globSync(`{${folders.join()}}/**/*.{ts,tsx}`, {
    cwd: root,
    exclude: ['**/dist/**', '**/node_modules/**'],
  });
  return files.sort().flatMap(importsOf);
}

/** Every group of nodes that reach each other (Tarjan's strongly connected components), as sorted names. */
export function cycles(edges: readonly { from: string; to: string }[]): string[][] {
  const next = Map.groupBy(edges, (edge) => edge.from);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    for (const { to } of next.get(node) ?? []) {
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) low.set(node, Math.min(low.get(node)!, low.get(to)!));
    }
    if (low.get(node) !== index.get(node)) return;
    const group = stack.splice(stack.indexOf(node));
    if (group.length > 1) found.push(group.sort());
  };
  for (const { from } of edges) if (!index.has(from)) visit(from);
  return found;
}
