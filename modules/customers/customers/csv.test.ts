import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Module } from '#kernel/module.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { type customerInput, customers } from './contract.ts';
import { customersModule } from './module.ts';

/** The events of subscriptions must be declared; nobody says them here. */
const { name, title, events } = subscriptions;
const silent: Module = {
  contract: { name, title, events, operations: {}, realtime: {} },
  service: { contract: subscriptions, handlers: {} },
};
const t = await testKernel([customersModule, silent]);
const run: typeof t.asSystem = t.asSystem;
const total = async () => (await run(customers, 'metrics', {})).total;
const text = async (filters = {}) => {
  const { body } = await run(customers, 'exportCsv', filters);
  return typeof body === 'string' ? body : Buffer.from(body).toString();
};
const load = (csv: string, dryRun = false) => run(customers, 'importCsv', { csv, dryRun });
const inBeta = t.as({ tenant: t.beta });

beforeAll(async () => {
  await run(customers, 'create', {
    name: 'Ada "the first", Lovelace',
    email: 'ada@example.org',
    phone: '+442079460000',
    tags: ['vip', 'tower 7'],
    serviceAddress: { line1: '=1+1', line2: '@home\nback door', city: '-Berlin', country: 'DE' },
    customFields: { meter: '0042', note: "'quoted" },
  });
});

const bad = `name,email,phone,line1,city,country,tier,tags
Good,good@example.org,+4930123456,Street 1,Berlin,DE,basic,vip
,bad@,030 12,Street 1,,D,gold,"!"
"Two
lines",,,Street 2,Kiel,DE,,
Many,,,Street 3,Kiel,DE,basic,a,too,many`;

test('an import with one wrong row creates nobody, and names line, field and rule', async () => {
  const before = await total();
  const outcome = await load(bad);
  expect(outcome).toMatchObject({ created: 0, failed: 2 });
  expect(outcome.errors.filter((e) => e.line === 3).map((e) => e.field)).toEqual([
    'name',
    'email',
    'phone',
    'tier',
    'city',
    'country',
    'tags',
  ]);
  expect(outcome.errors.find((e) => e.field === 'phone')?.message).toBe(
    'Use the international form, such as +49 30 1234567.',
  );
  expect(outcome.errors.at(-1)).toMatchObject({
    line: 6,
    message: expect.stringContaining('10 cells stand under 8 headings'),
  });
  expect(await total()).toBe(before);
});

test('a dry run says what would happen and does nothing', async () => {
  const before = await total();
  const csv = 'Name;E-Mail;Street;Town\nNew;new@example.org;Way 1;Kiel\nAgain;ADA@example.org;Way 2;Kiel\n';
  expect(await load(csv, true)).toEqual({
    created: 2,
    failed: 0,
    errors: [],
    duplicates: [{ line: 3, field: 'email', customers: ['C-000001'] }],
  });
  expect(await total()).toBe(before);
});

test('a right file creates every row with its own number, and each is announced', async () => {
  const before = await total();
  const rows = Array.from(
    { length: 1_234 },
    (_, at) => `Bulk ${at},+4930${1_000_000 + at},Street ${at},Berlin,"bulk; north"`,
  );
  expect(await load(['name,phone,address,city,tags', ...rows].join('\n'))).toMatchObject({
    created: 1_234,
    failed: 0,
    duplicates: [],
  });
  expect(await total()).toBe(before + 1_234);
  const found = await run(customers, 'list', { q: '030 100 1233', tag: 'north' });
  expect(found.items).toMatchObject([
    {
      name: 'Bulk 1233',
      phone: '+49301001233',
      tags: ['bulk', 'north'],
      kind: 'individual',
      serviceAddress: { country: 'DE' },
    },
  ]);
  const { rows: numbers } = await t.db.owner.query(
    `select count(distinct number)::int as n from customer where name like 'Bulk %'`,
  );
  expect(numbers[0].n).toBe(1_234);
  const { rows: told } = await t.db.owner.query(
    `select count(*)::int as n from outbox o join customer c on c.id = o.customer_id where o.name = 'customer.created' and c.name like 'Bulk %'`,
  );
  expect(told[0].n).toBe(1_234);
});

test.each([
  ['name,line1,city,shoe size\nA,B,C,44', 'shoe size'],
  ['name,line1\nA,B', 'city'],
  ['name,line1,town,city\nA,B,C,D', 'twice'],
  ['name,line1,city\n', 'no rows'],
  ['\n\n', 'empty'],
  ['name,line1,city\n"A,B,C', 'quotation mark'],
])('a file that cannot be one is refused with the reason: %j', async (csv, reason) => {
  await expect(load(csv)).rejects.toMatchObject({
    code: 'invalid',
    field: 'csv',
    message: expect.stringContaining(reason),
  });
});

test('an export holds only what matches and only one’s own', async () => {
  const csv = await text({ q: 'lovelace' });
  expect(csv.split('\r\n')[0]).toBe(
    '\uFEFFnumber,kind,name,email,phone,status,tier,line1,line2,postcode,city,country,taxNumber,locale,tags,createdAt,custom.meter,custom.note',
  );
  expect(csv).toContain('"Ada ""the first"", Lovelace"');
  expect(csv).not.toContain('Bulk');
  const theirs = await t.run(customers, 'exportCsv', {}, inBeta);
  expect(theirs.body).not.toContain('Lovelace');
});

test('no exported cell is a formula to a spreadsheet', async () => {
  const csv = await text({ q: 'lovelace' });
  expect(csv).toContain(",'=1+1,");
  expect(csv).toContain(`"'@home\nback door"`);
  expect(csv).toContain(",'-Berlin,");
  expect(csv).toContain(",'+442079460000,");
});

const word = fc
  .string({ unit: fc.constantFrom(...'aé=+-@"\',;\n\t |x0'), minLength: 1, maxLength: 12 })
  .map((v) => v.trim())
  .filter(Boolean);
const tag = fc.constantFrom('vip', 'tower 7', 'größe', 'a-b');
const person: fc.Arbitrary<z.input<typeof customerInput>> = fc.record({
  kind: fc.constantFrom('individual', 'business'),
  name: word,
  email: fc.option(
    fc
      .emailAddress()
      .filter((e) => /^[a-z0-9.]+@[a-z0-9.]+$/.test(e))
      .map((e) => e.toLowerCase()),
  ),
  phone: fc.option(fc.integer({ min: 1_000_000, max: 9_999_999 }).map((n) => `+49${n}`)),
  tier: fc.constantFrom('basic', 'standard', 'premium'),
  serviceAddress: fc.record({
    line1: word,
    line2: fc.oneof(fc.constant(''), word),
    city: word,
    postcode: fc.constantFrom('', '20359', '=1'),
    country: fc.constantFrom('DE', 'NG'),
  }),
  taxNumber: fc.option(word),
  locale: fc.constantFrom('en', 'fr-FR'),
  tags: fc.uniqueArray(tag, { maxLength: 3 }).map((tags) => tags.sort()),
  customFields: fc.dictionary(fc.constantFrom('meter', 'note', 'Größe'), word, { maxKeys: 2 }),
});

test('what one provider exports, another imports unchanged', async () => {
  let round = 0;
  const ours = ['id', 'number', 'createdAt', 'updatedAt'];
  const compared = (c: object) => Object.fromEntries(Object.entries(c).filter(([key]) => !ours.includes(key)));
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 5 }), async (people) => {
      round += 1;
      const mark = `round${round}`;
      for (const input of people) await run(customers, 'create', { ...input, tags: [...(input.tags ?? []), mark] });
      const outcome = await t.kernel.run({ ...inBeta, actor: { ...inBeta.actor, id: mark } }, customers, 'importCsv', {
        csv: await text({ tag: mark }),
      });
      expect(outcome).toMatchObject({ errors: [], created: people.length });
      const [mine, theirs] = await Promise.all([
        run(customers, 'list', { tag: mark, sort: 'number' }),
        t.kernel.run({ ...inBeta, actor: { ...inBeta.actor, id: mark } }, customers, 'list', {
          tag: mark,
          sort: 'number',
        }),
      ]);
      expect(theirs.items.map(compared)).toEqual(mine.items.map(compared));
    }),
    { numRuns: 15 },
  );
});
