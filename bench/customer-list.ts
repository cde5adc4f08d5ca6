import type { Pool } from 'pg';
import { cursorOf } from '#kernel/paging.ts';
import { customerSorts } from '#modules/customers/customers/contract.ts';
import { searchPatterns } from '#modules/customers/customers/search.ts';
import { type ApiBed, apiBed } from './api/bed.ts';
import { httpClient, percentile } from './api/client.ts';
import { makeCustomers } from './api/customers.ts';
import { type Bench, median, table } from './bench.ts';

const pageSize = 50;
const goal = 3;
/** How much longer a page may take at 95 % of the list than at its beginning. */
const flatness = 1.5;

/** What the list reads of a row, and no more. */
const columns =
  'id, number, kind, name, email, phone, status, tier, address_line1, address_line2, city, postcode, country, tax_number, locale, tags, custom_fields, created_at, updated_at, serial, name_key';
const keys: Record<string, string[]> = {
  number: ['serial'],
  name: ['name_key', 'id'],
  createdAt: ['created_at', 'id'],
  health: ['health_score', 'id'],
  balance: ['balance_minor', 'id'],
};

/** Columns whose values travel as numbers. */
const numbers = ['serial', 'health_score', 'balance_minor'];

interface Case {
  name: string;
  /** Query string of the API. */
  query: Record<string, string>;
  sort: string;
  depth: number;
  where: string[];
  values: unknown[];
}

const caseOf = (name: string, query: Record<string, string> = {}, depth = 0): Case => {
  const where: string[] = [];
  const values: unknown[] = [];
  const add = (condition: (place: string) => string, value: unknown) => {
    values.push(value);
    where.push(condition(`$${values.length + 1}`));
  };
  if (query['status']) add((p) => `status = ${p}`, query['status']);
  if (query['kind']) add((p) => `kind = ${p}`, query['kind']);
  if (query['tag']) add((p) => `tags @> ${p}`, [query['tag']]);
  for (const pattern of query['q'] ? searchPatterns(query['q']) : []) add((p) => `search like ${p}`, pattern);
  return { name, query, sort: query['sort'] ?? '-number', depth, where, values };
};

const cases: Case[] = [
  ...customerSorts.map((sort) => caseOf(`first page by ${sort}`, { sort })),
  ...customerSorts.flatMap((sort) =>
    [0.5, 0.95].map((depth) => caseOf(`${depth * 100} % down by ${sort}`, { sort }, depth)),
  ),
  caseOf('active', { status: 'active' }),
  caseOf('active, 95 % down', { status: 'active' }, 0.95),
  caseOf('closed', { status: 'closed' }),
  caseOf('businesses', { kind: 'business' }),
  caseOf('tag of 5 %', { tag: 'gold' }),
  caseOf('tag of 0.01 %', { tag: 'unicorn' }),
  caseOf('suspended businesses by name', { status: 'suspended', kind: 'business', sort: 'name' }),
  caseOf('search: a surname', { q: 'zimmermann' }),
  caseOf('search: two names', { q: 'anna köhler' }),
  caseOf('search: a town', { q: 'eberswalde' }),
  caseOf('search: a telephone number', { q: '030 1234 567'.replace('1234 567', '0079 190') }),
  caseOf('search: a customer number', { q: 'C-050000' }),
  caseOf('search: an address', { q: 'customer77777@example.net' }),
  caseOf('search: nobody', { q: 'xyzzyplugh' }),
];

/** Where a page deep in the list begins: the sort values of the row before it. */
async function placeAt(
  owner: Pool,
  tenantId: string,
  { sort, depth, where, values }: Case,
): Promise<(string | number)[]> {
  const by = keys[sort.replace('-', '')]!;
  const way = sort.startsWith('-') ? 'desc' : 'asc';
  const filter = ['tenant_id = $1', ...where].join(' and ');
  const all = [tenantId, ...values];
  const { rows: counted } = await owner.query(`select count(*)::int as n from customer where ${filter}`, all);
  const { rows } = await owner.query(
    `select ${by.join(', ')} from customer where ${filter} order by ${by.map((k) => `${k} ${way}`).join(', ')} offset $${all.length + 1} limit 1`,
    [...all, Math.floor(counted[0].n * depth)],
  );
  return by.map((key) =>
    rows[0][key] instanceof Date
      ? rows[0][key].toISOString()
      : Number.isNaN(Number(rows[0][key])) || !numbers.includes(key)
        ? rows[0][key]
        : Number(rows[0][key]),
  );
}

interface Measured {
  name: string;
  depth: number;
  sort: string;
  filtered: boolean;
  api: number[];
  sql: number[];
}

async function measure(bed: ApiBed, base: string, rounds: number): Promise<Measured[]> {
  const { owner, tenant } = bed;
  const apiKeys = await bed.keys(Math.ceil((cases.length * rounds * 1.2) / 1000) + 1, ['customers.customer:read']);
  const client = httpClient(base, 1);
  const bare = await owner.connect();
  const measured: Measured[] = [];
  let turn = 0;
  try {
    for (const [at, one] of cases.entries()) {
      const by = keys[one.sort.replace('-', '')]!;
      const way = one.sort.startsWith('-') ? 'desc' : 'asc';
      const place = one.depth > 0 ? await placeAt(owner, tenant.id, one) : null;
      const values = [tenant.id, ...one.values, ...(place ?? [])];
      const after = place
        ? [
            `(${by.join(', ')}) ${way === 'desc' ? '<' : '>'} (${place.map((_, i) => `$${2 + one.values.length + i}`).join(', ')})`,
          ]
        : [];
      const statement = {
        name: `case-${at}`,
        text: `select ${columns} from customer where ${['tenant_id = $1', ...one.where, ...after].join(' and ')}
          order by ${by.map((key) => `${key} ${way}`).join(', ')} limit ${pageSize + 1}`,
      };
      const query = new URLSearchParams({
        ...one.query,
        limit: String(pageSize),
        ...(place ? { cursor: cursorOf(place) } : {}),
      });
      const ask = async () => {
        turn += 1;
        const answer = await client.ask('GET', `/api/v1/customers?${query}`, {
          'x-api-key': apiKeys[turn % apiKeys.length]!,
        });
        if (answer.status !== 200) throw new Error(`${one.name}: ${answer.status} ${answer.body}`);
        return JSON.parse(answer.body) as { items: { id: string }[] };
      };
      const select = async () => (await bare.query<{ id: string }>({ ...statement, values })).rows;
      // Both must tell of the same customers.
      const [page, rows] = [await ask(), await select()];
      if (
        page.items.map((c) => c.id).join() !==
        rows
          .slice(0, pageSize)
          .map((r) => r.id)
          .join()
      )
        throw new Error(`${one.name}: the API and bare SQL do not agree.`);
      const api: number[] = [];
      const sql: number[] = [];
      // In turns, so that what else the machine does falls on both.
      for (let round = -5; round < rounds; round += 1) {
        const begin = performance.now();
        await ask();
        const between = performance.now();
        await select();
        if (round < 0) continue;
        api.push(between - begin);
        sql.push(performance.now() - between);
      }
      const filtered = Object.keys(one.query).some((name) => name !== 'sort');
      measured.push({ name: one.name, depth: one.depth, sort: one.sort, filtered, api, sql });
    }
  } finally {
    bare.release();
    client.close();
  }
  return measured;
}

export const customerList: Bench = {
  about: 'p95 of the list of 100 000 customers over HTTP, at any depth, sort and filter, beside the bare SQL',
  async run({ short, say }) {
    const count = short ? 5000 : 100_000;
    const bed = await apiBed(short);
    try {
      const began = performance.now();
      await makeCustomers(bed.owner, bed.tenant.id, count);
      await makeCustomers(bed.owner, bed.other.id, count / 2);
      await bed.owner.query('vacuum analyze');
      say(`${count * 1.5} customers of two ISPs made in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
      const measured = await measure(bed, await bed.serve(), short ? 10 : 200);

      const p95 = (values: number[]) => percentile(values, 0.95);
      const rows = measured.map((m) => [
        m.name,
        p95(m.api),
        p95(m.sql),
        p95(m.api) / p95(m.sql),
        percentile(m.api, 0.5),
        percentile(m.sql, 0.5),
      ]);
      say(
        `\n${pageSize} of ${count} customers a page, one connection, ${measured[0]!.api.length} times each, milliseconds\n`,
      );
      say(table(['page', 'API p95', 'SQL p95', 'times', 'API p50', 'SQL p50'], rows));
      const all = (side: 'api' | 'sql', choose: (m: Measured) => boolean = () => true) =>
        p95(measured.filter(choose).flatMap((m) => m[side]));
      const deep = all('api', (m) => !m.filtered && m.depth > 0.9) / all('api', (m) => !m.filtered && m.depth === 0);
      const ratio = all('api') / all('sql');
      const typical = median(measured.map((m) => percentile(m.api, 0.5) / percentile(m.sql, 0.5)));
      const worst = measured.toSorted((a, b) => p95(b.api) / p95(b.sql) - p95(a.api) / p95(a.sql))[0]!;
      say(
        `\nAll pages: ${ratio.toFixed(2)} times the bare SQL; 95 % down ${deep.toFixed(2)} times the first page; the median page, at its median, ${typical.toFixed(2)} times.\n`,
      );
      return {
        bench: 'customer-list',
        value: Number(all('api').toFixed(2)),
        unit: 'ms',
        baseline: Number(all('sql').toFixed(2)),
        baselineName: 'bare SQL, prepared, without row-level security',
        ratio: Number(ratio.toFixed(2)),
        ok: short || (ratio <= goal && deep <= flatness),
        customers: count,
        deepToFirst: Number(deep.toFixed(2)),
        medianPage: Number(typical.toFixed(2)),
        worst: `${worst.name}: ${(p95(worst.api) / p95(worst.sql)).toFixed(2)}`,
      };
    } finally {
      await bed.remove();
    }
  },
};
