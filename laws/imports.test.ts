import { expect, test } from 'vitest';
import { cycles, type Import, importGraph } from './import-graph.ts';

const imports = importGraph();

/** `modules/billing/invoices/ui/list.tsx` belongs to `billing/invoices` and is its part `ui`. */
function place(file: string): { module: string; part: string } | undefined {
  const [, module, part] = /^modules\/([^/]+\/[^/]+)\/([^/]+)/.exec(file) ?? [];
  return module && part ? { module, part: part.replace(/\.tsx?$/, '') } : undefined;
}
const inFolder = (file: string, ...folders: string[]) => folders.some((folder) => file.startsWith(`${folder}/`));
const isTest = (file: string) => /\.test\.tsx?$|(^|\/)testing(-[a-z-]+)?(\/|\.ts$)/.test(file);
const serverParts = ['service', 'tables', 'graph', 'workflows', 'reactions', 'metrics', 'module', 'drivers'];
const serverKernel = [
  'kernel/db',
  'kernel/events',
  'kernel/audit',
  'kernel/tenancy',
  'kernel/http',
  'kernel/testing',
  'protocols',
];
const runsInBrowser = (file: string) =>
  place(file)?.part === 'ui' || inFolder(file, 'ui', 'apps/isp-ops', 'apps/platform-admin');

/** What must not be, by name. Tests may look everywhere. */
const laws: Record<string, (edge: Import) => boolean> = {
  'the kernel knows nothing that stands on it': ({ from, to }) =>
    inFolder(from, 'kernel') && inFolder(to, 'modules', 'protocols', 'apps', 'ui'),
  'protocols know no database and no business': ({ from, to }) =>
    inFolder(from, 'protocols') && inFolder(to, 'kernel', 'modules', 'apps', 'ui'),
  'the design system knows no module': ({ from, to }) =>
    inFolder(from, 'ui') && inFolder(to, 'modules', 'apps', 'protocols'),
  'nothing stands on apps': ({ from, to }) =>
    inFolder(from, 'kernel', 'modules', 'protocols', 'ui') && inFolder(to, 'apps'),
  'a module meets another at its contract only, a page also at its rules': ({ from, to }) => {
    const [a, b] = [place(from), place(to)];
    if (!a || !b || a.module === b.module) return false;
    return b.part !== 'contract' && !(a.part === 'ui' && ['rules', 'ui'].includes(b.part));
  },
  'what runs in a browser imports no server part': ({ from, to, typeOnly }) =>
    runsInBrowser(from) && !typeOnly && (inFolder(to, ...serverKernel) || serverParts.includes(place(to)?.part ?? '')),
  'contracts and rules are shared with the browser': ({ from, to, typeOnly }) =>
    ['contract', 'rules'].includes(place(from)?.part ?? '') &&
    !typeOnly &&
    (inFolder(to, ...serverKernel) || ['ui', ...serverParts].includes(place(to)?.part ?? '')),
  'tables stand below all that uses them': ({ from, to }) =>
    place(from)?.part === 'tables' && ['ui', ...serverParts].includes(place(to)?.part ?? ''),
  'a service stands below graph, reactions and pages': ({ from, to }) =>
    place(from)?.part === 'service' &&
    place(from)?.module === place(to)?.module &&
    ['graph', 'reactions', 'module', 'ui'].includes(place(to)!.part),
};

test.each(Object.entries(laws))('%s', (_, breaks) => {
  const broken = imports.filter((edge) => !isTest(edge.from) && breaks(edge));
  expect(broken.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test('files load in one direction', () => {
  expect(cycles(imports.filter((edge) => !edge.typeOnly && !edge.lazy))).toEqual([]);
});

test('modules need each other in one direction; a cycle is broken with an event', () => {
  // Reactions and pages name another module without needing it to run.
  const needs = imports
    .filter(({ from }) => !isTest(from) && !['reactions', 'ui'].includes(place(from)?.part ?? ''))
    .map(({ from, to }) => ({ from: place(from)?.module ?? '', to: place(to)?.module ?? '' }))
    .filter(({ from, to }) => from && to && from !== to);
  expect(cycles(needs)).toEqual([]);
});

test('a barrel hides where things come from, so there is none', () => {
  expect(imports.filter(({ to }) => /\/index\.tsx?$/.test(to)).map(({ from }) => from)).toEqual([]);
});

test('the law is read from the files as they are', () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(
    cycles([
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'c', to: 'a' },
      { from: 'c', to: 'd' },
    ]),
  ).toEqual([['a', 'b', 'c']]);
});
