import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { command, contract, nothing } from '#kernel/contract/contract.ts';
import type { Module } from '#kernel/module.ts';
import { printCoverage, rowsOf } from './report.ts';
import { reachedFrom, type Sources } from './sources.ts';
import { operationUses } from './uses.ts';

const of = (ui: '/list' | '/detail') =>
  command('POST /x', { summary: 'X', for: ['isp'], can: 'a.b:c', in: z.object({}), out: nothing(), ui });
const shop = contract({
  name: 'shop',
  title: 'Shop',
  operations: { sell: of('/list'), buy: of('/detail'), lend: of('/detail') },
});
const modules = [{ contract: shop, service: { contract: shop, handlers: {} } }] as Module[];

const contractFile = `export const shop = contract({\n  name: 'shop', operations: {} });`;
const sources: Sources = new Map([
  ['modules/a/shop/contract.ts', contractFile],
  [
    'modules/a/shop/ui/values.ts',
    `import { shop } from '../contract.ts';\nexport const shopApi = clientFor(shop, 'isp');`,
  ],
  [
    'modules/a/shop/ui/list.tsx',
    `import {\n  shopApi as api,\n} from './values.ts';\nuseQuery(api.sell.queryOptions());`,
  ],
  ['modules/a/shop/ui/detail.tsx', `import { Card } from '#modules/a/shop/ui/card.tsx';`],
  [
    'modules/a/shop/ui/card.tsx',
    `import { shop } from '../contract.ts';
const calls = { isp: callsFor(shop, 'isp'), platform: callsFor(shop, 'platform') };
const call = calls[realm]; call.buy({}); callsFor(shop, 'isp').rent({}); fetch('/api/v1/shop/hours');
const file = \`/api/v1/shop/\${id}/list.csv\`;`,
  ],
]);
const uses = operationUses(
  sources,
  new Map([
    ['/api/v1/shop/hours', { operation: 'shop.hours', door: 'isp' }],
    ['/api/v1/shop/{}/list.csv', { operation: 'shop.exportList', door: 'isp' }],
  ]),
);
const pages = [
  { door: 'isp', path: '/list', file: 'modules/a/shop/ui/list.tsx' },
  { door: 'isp', path: '/detail', file: 'modules/a/shop/ui/detail.tsx' },
];

describe('what a page uses', () => {
  test('is found through imported clients, clients by door, calls in place and URLs', () => {
    const found = uses.map((u) => `${u.door} ${u.operation} ${u.file.split('/').at(-1)}`);
    expect(found.sort()).toEqual([
      'isp shop.buy card.tsx',
      'isp shop.exportList card.tsx',
      'isp shop.hours card.tsx',
      'isp shop.rent card.tsx',
      'isp shop.sell list.tsx',
      'platform shop.buy card.tsx',
    ]);
  });

  test('is what its file reaches', () => {
    expect([...reachedFrom(sources, 'modules/a/shop/ui/detail.tsx')].map((f) => f.split('/').at(-1))).toEqual([
      'detail.tsx',
      'card.tsx',
      'contract.ts',
    ]);
  });
});

describe('a gap', () => {
  const gaps = (recorded: Record<string, string[]> | null, shown = pages) =>
    Object.fromEntries(rowsOf(modules, { sources, uses, pages: shown, recorded }).map((r) => [r.operation, r.gap]));

  test('is an operation that its page does not use, or whose page is not there', () => {
    expect(gaps(null)).toEqual({ 'shop.sell': null, 'shop.buy': null, 'shop.lend': '/detail does not use it' });
    expect(gaps(null, pages.slice(1))['shop.sell']).toBe('no page /list');
  });

  test('is a page that no journey travels, once journeys are recorded', () => {
    const recorded = { 'main-job': ['isp shop.sell'], other: ['platform shop.buy'] };
    expect(gaps(recorded)).toMatchObject({ 'shop.sell': null, 'shop.buy': 'no journey calls it' });
    const rows = rowsOf(modules, { sources, uses, pages, recorded });
    expect(printCoverage(rows)).toContain('3 operations at their doors, 2 gaps');
    expect(printCoverage(rows).split('\n')[0]).toContain('[main-job]');
  });
});
