import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { implement } from '#kernel/context.ts';
import { command, contract, nothing } from '#kernel/contract/contract.ts';
import { AppError } from '#kernel/errors.ts';
import type { Module } from '#kernel/module.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { customers } from './contract.ts';
import { customersModule } from './module.ts';
import { fold } from './search.ts';

/** Says what the subscriptions module would say; only its events matter here. */
const names = ['ordered', 'activated', 'suspended', 'resumed', 'cancelled', 'failed'] as const;
const speaker = contract({
  name: 'speaker',
  title: 'Speaker',
  events: subscriptions.events,
  operations: {
    say: command('POST /say', {
      summary: 'Say an event',
      for: [],
      can: 'signed-in',
      in: z.object({ name: z.enum(names), customerId: z.uuid(), subscriptionId: z.uuid() }),
      out: nothing(),
      emits: names.map((name) => `subscription.${name}` as const),
      ui: { none: 'internal' },
    }),
  },
});
const speakerModule: Module = {
  contract: speaker,
  service: implement(speaker, {
    async say(ctx, { name, ...about }) {
      const rest = { planId: about.subscriptionId, poolId: null, nasVendor: null };
      if (name === 'ordered') await ctx.emit('subscription.ordered', { ...about, ...rest });
      else if (name === 'suspended') await ctx.emit('subscription.suspended', { ...about, reason: 'other' });
      else if (name === 'cancelled' || name === 'failed')
        await ctx.emit(`subscription.${name}`, { ...about, reason: 'test' });
      else await ctx.emit(`subscription.${name}`, about);
    },
  }),
};

const t = await testKernel([customersModule, speakerModule]);
// As the system, which has no rate limit: the clock stands still.
const run: typeof t.asSystem = t.asSystem;
const address = { line1: 'Hafenstraße 14', line2: 'Block C', city: 'Hamburg', postcode: '20359', country: 'DE' };
let count = 0;
const make = (rest: object = {}) => {
  count += 1;
  return run(customers, 'create', { name: `Person ${count}`, serviceAddress: address, ...rest });
};
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it was not refused'),
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return { code: error.code, field: error.field, message: error.message };
    },
  );
const found = async (q: string) => (await run(customers, 'list', { q, sort: 'number' })).items.map((c) => c.name);
const events = async (customerId: string) => {
  const { rows } = await t.db.owner.query<{ name: string; payload: Record<string, unknown> }>(
    'select name, payload from outbox where customer_id = $1 order by seq',
    [customerId],
  );
  return rows;
};
const say = async (name: (typeof names)[number], customerId: string, subscriptionId: string) => {
  await run(speaker, 'say', { name, customerId, subscriptionId });
  await t.settle();
  return (await run(customers, 'get', { id: customerId })).status;
};
const subscription = (n: number) => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`;

describe('a customer', () => {
  test('created fifty times at once gets fifty different numbers', async () => {
    const made = await Promise.all(Array.from({ length: 50 }, () => make()));
    expect(new Set(made.map((c) => c.number)).size).toBe(50);
    expect(made.every((c) => /^C-\d{6}$/.test(c.number))).toBe(true);
  });

  test('is numbered by each provider from one', async () => {
    const theirs = await t.run(customers, 'create', { name: 'Ada', serviceAddress: address }, t.as({ tenant: t.beta }));
    expect(theirs.number).toBe('C-000001');
  });

  test('of another provider does not exist', async () => {
    const { id } = await make();
    const stranger = t.as({ tenant: t.beta });
    expect((await failure(t.run(customers, 'get', { id }, stranger))).code).toBe('not_found');
    expect((await failure(t.run(customers, 'update', { id, name: 'x' }, stranger))).code).toBe('not_found');
    expect((await failure(t.run(customers, 'close', { id, reason: 'mine now' }, stranger))).code).toBe('not_found');
    expect((await failure(t.run(customers, 'tag', { ids: [id], add: 'x' }, stranger))).code).toBe('not_found');
    expect((await t.run(customers, 'list', { q: 'Person' }, stranger)).items).toEqual([]);
  });

  test('sees at their own door themselves and nobody else', async () => {
    const { id, number } = await make();
    const self = t.as({ door: 'customer', kind: 'customer', customerId: id });
    const view = await t.kernel.invoke(self, 'customers.me', {});
    expect(view).toMatchObject({ id, number });
    expect(view).not.toHaveProperty('customFields');
    expect((await failure(t.kernel.invoke(self, 'customers.get', { id }))).code).toBe('not_found');
  });

  test('with a bad e-mail or phone is refused by field', async () => {
    expect(await failure(make({ email: 'nobody' }))).toMatchObject({ code: 'invalid', field: 'email' });
    expect(await failure(make({ phone: '0803 555' }))).toMatchObject({ code: 'invalid', field: 'phone' });
    expect(await failure(make({ serviceAddress: { ...address, city: ' ' } }))).toMatchObject({
      field: 'serviceAddress.city',
    });
  });
});

describe('a change', () => {
  test('leaves what it does not name', async () => {
    const { id } = await make({
      kind: 'business',
      tier: 'premium',
      tags: ['vip'],
      customFields: { meter: '7' },
      locale: 'fr-FR',
    });
    const after = await run(customers, 'update', { id, name: 'Renamed' });
    expect(after).toMatchObject({
      name: 'Renamed',
      kind: 'business',
      tier: 'premium',
      tags: ['vip'],
      customFields: { meter: '7' },
      locale: 'fr-FR',
    });
  });

  test('says which fields it changed, to listeners and in the audit', async () => {
    const { id } = await make({ phone: '+4930123456' });
    await run(customers, 'update', { id, phone: null, serviceAddress: { ...address, city: 'Kiel' } });
    expect((await events(id)).at(-1)).toEqual({
      name: 'customer.updated',
      payload: { customerId: id, fields: ['phone', 'serviceAddress'] },
    });
    const { rows } = await t.db.owner.query(
      `select before, after from audit_entry where operation = 'customers.update' and subject_id = $1`,
      [id],
    );
    expect(rows).toEqual([
      {
        before: { phone: '+4930123456', serviceAddress: address },
        after: { phone: null, serviceAddress: { ...address, city: 'Kiel' } },
      },
    ]);
  });

  test('that changes nothing tells nobody', async () => {
    const { id, name } = await make();
    await run(customers, 'update', { id, name });
    expect((await events(id)).map((e) => e.name)).toEqual(['customer.created']);
  });
});

describe('status', () => {
  test('follows the subscriptions', async () => {
    const { id } = await make();
    expect(await say('ordered', id, subscription(1))).toBe('prospect');
    expect(await say('activated', id, subscription(1))).toBe('active');
    expect(await say('suspended', id, subscription(1))).toBe('suspended');
    expect(await say('resumed', id, subscription(1))).toBe('active');
    await say('ordered', id, subscription(2));
    await say('activated', id, subscription(2));
    expect(await say('suspended', id, subscription(1))).toBe('active');
    expect(await say('cancelled', id, subscription(2))).toBe('suspended');
    expect(await say('cancelled', id, subscription(1))).toBe('inactive');
    const moves = (await events(id)).filter((e) => e.name === 'customer.status-changed').map((e) => e.payload['to']);
    expect(moves).toEqual(['active', 'suspended', 'active', 'suspended', 'inactive']);
  });

  test('a sale that was activated and then rolled back leaves a prospect', async () => {
    const { id } = await make();
    await say('ordered', id, subscription(3));
    await say('activated', id, subscription(3));
    expect(await say('failed', id, subscription(3))).toBe('prospect');
  });

  test('an account with a running subscription is not closed, and without one it is', async () => {
    const { id } = await make();
    await say('ordered', id, subscription(4));
    expect(await failure(run(customers, 'close', { id, reason: 'moves away' }))).toMatchObject({
      code: 'conflict',
      message: 'A subscription still runs; cancel it first.',
    });
    await say('activated', id, subscription(4));
    await say('cancelled', id, subscription(4));
    expect((await run(customers, 'close', { id, reason: 'moves away' })).status).toBe('closed');
    expect((await events(id)).at(-1)?.payload).toMatchObject({ from: 'inactive', to: 'closed', reason: 'moves away' });
    expect((await failure(run(customers, 'close', { id, reason: 'again' }))).code).toBe('conflict');
  });

  test('a closed account opens again as what it was', async () => {
    const { id } = await make();
    await run(customers, 'close', { id, reason: 'a mistake' });
    expect((await run(customers, 'reopen', { id })).status).toBe('prospect');
    expect((await failure(run(customers, 'reopen', { id }))).code).toBe('conflict');
  });

  test('counts agree with the rows, whatever happened to them', async () => {
    const metrics = await run(customers, 'metrics', {});
    const { rows } = await t.db.owner.query<{ status: string; n: number }>(
      'select status, count(*)::int as n from customer where tenant_id = $1 group by status',
      [t.alpha.id],
    );
    const of = (status: string) => rows.find((r) => r.status === status)?.n ?? 0;
    expect(metrics).toMatchObject({
      total: rows.reduce((sum, r) => sum + r.n, 0),
      active: of('active'),
      suspended: of('suspended'),
      prospects: of('prospect'),
      inactive: of('inactive'),
      closed: of('closed'),
      createdLast30Days: rows.reduce((sum, r) => sum + r.n, 0),
    });
    expect(metrics.closed).toBeGreaterThan(0);
    // Who was active or suspended and is inactive or closed now: told by their events, here counted by hand.
    expect(metrics.churnedLast30Days).toBeGreaterThan(0);
    expect(metrics.healthy + metrics.watch + metrics.atRisk + metrics.critical).toBe(0);
  });
});

describe('search', () => {
  test('finds by number, name, e-mail, phone, address, tax number and tag', async () => {
    const made = await make({
      name: 'Ngọzi Béllo-Øst',
      email: 'Ngozi.Bello@Example.org',
      phone: '+234 803 555 0117',
      taxNumber: 'DE811907980',
      tags: ['tower-7', 'gold plus'],
      serviceAddress: {
        line1: 'Straße des 17. Juni 135',
        line2: 'Hinterhof',
        city: 'Łódź',
        postcode: '90-001',
        country: 'PL',
      },
    });
    const queries = [
      made.number,
      made.number.toLowerCase(),
      'ngozi',
      'BELLO',
      'bello ngozi',
      'ngozi.bello@example.org',
      '@example.org ngozi',
      '+2348035550117',
      '0803 555 0117',
      '803-555-0117',
      'juni 135',
      'hinterhof',
      '90-001',
      'lodz ngozi',
      'DE811907980',
      'tower-7',
      'gold plus',
      'øst',
      'ng be',
    ];
    for (const q of queries) expect([q, await found(q)]).toEqual([q, ['Ngọzi Béllo-Øst']]);
    for (const q of ['ngozi berlin', 'nobodyatall', '%', '_']) expect([q, await found(q)]).toEqual([q, []]);
  });

  test('finds a changed name by its new form only', async () => {
    const { id } = await make({ name: 'Beforehand' });
    await run(customers, 'update', { id, name: 'Afterwards' });
    expect(await found('afterwards')).toEqual(['Afterwards']);
    expect(await found('beforehand')).toEqual([]);
  });

  test('folds letters as the browser side does, in any script', async () => {
    const letters = fc.oneof(
      ...[
        [0x20, 0x7e],
        [0xa1, 0x17f],
        [0x370, 0x3ff],
        [0x400, 0x45f],
        [0x1e00, 0x1eff],
      ].map(([min, max]) => fc.integer({ min: min!, max: max! }).map((code) => String.fromCodePoint(code))),
    );
    const names = fc.sample(fc.string({ unit: letters, minLength: 3, maxLength: 20 }), { numRuns: 60, seed: 7 });
    const made = await Promise.all(names.filter((name) => name.trim()).map((name) => make({ name })));
    const { rows } = await t.db.owner.query<{ id: string; name_key: string }>('select id, name_key from customer');
    const keys = new Map(rows.map((row) => [row.id, row.name_key]));
    for (const { id, name } of made) expect([name, keys.get(id)]).toEqual([name, fold(name)]);
  });

  test('filters by status, kind and tag together', async () => {
    await make({ name: 'Filter A', kind: 'business', tags: ['filter'] });
    await make({ name: 'Filter B', tags: ['filter'] });
    const list = await run(customers, 'list', { status: 'prospect', kind: 'business', tag: 'Filter' });
    expect(list.items.map((c) => c.name)).toEqual(['Filter A']);
  });
});

describe('the list', () => {
  test.each(['number', '-number', 'name', '-name', 'createdAt', '-createdAt'] as const)(
    'by %s shows every customer once, page by page',
    async (sort) => {
      const all = (await run(customers, 'list', { sort, limit: 200 })).items.map((c) => c.id);
      const paged: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await run(customers, 'list', { sort, limit: 7, cursor });
        paged.push(...page.items.map((c) => c.id));
        if (!page.next) break;
        cursor = page.next;
      }
      expect(paged).toEqual(all);
      expect(new Set(paged).size).toBe(all.length);
    },
  );

  test('by name does not care for accents or capitals', async () => {
    for (const name of ['zz Emil', 'zz éva', 'ZZ Ede', 'Zz Ézra']) await make({ name });
    const { items } = await run(customers, 'list', { q: 'zz', sort: 'name' });
    expect(items.map((c) => c.name)).toEqual(['ZZ Ede', 'zz Emil', 'zz éva', 'Zz Ézra']);
  });

  test('refuses a cursor of another sort', async () => {
    const { next } = await run(customers, 'list', { sort: 'name', limit: 1 });
    expect(await failure(run(customers, 'list', { sort: 'number', cursor: next! }))).toMatchObject({
      code: 'invalid',
      field: 'cursor',
    });
  });
});

describe('tags', () => {
  test('are added to and taken from several customers at once, and counted', async () => {
    const three = await Promise.all([make({ tags: ['old'] }), make({ tags: ['old', 'new'] }), make()]);
    const ids = three.map((c) => c.id);
    await run(customers, 'tag', { ids, add: 'New', remove: 'old' });
    for (const id of ids) expect((await run(customers, 'get', { id })).tags).toEqual(['new']);
    const { items } = await run(customers, 'tags', {});
    expect(items.find((i) => i.tag === 'new')?.customers).toBe(3);
    expect(items.find((i) => i.tag === 'old')).toBeUndefined();
  });

  test('tell only those whose tags changed', async () => {
    const [has, hasNot] = await Promise.all([make({ tags: ['told'] }), make()]);
    await run(customers, 'tag', { ids: [has.id, hasNot.id], add: 'told' });
    expect((await events(has.id)).map((e) => e.name)).toEqual(['customer.created']);
    expect((await events(hasNot.id)).at(-1)).toMatchObject({ name: 'customer.updated', payload: { fields: ['tags'] } });
  });

  test('are not changed at all when one customer is unknown or full', async () => {
    const full = await make({ tags: Array.from({ length: 20 }, (_, at) => `t${at}`) });
    const other = await make();
    expect((await failure(run(customers, 'tag', { ids: [other.id, full.id], add: 'more' }))).code).toBe('conflict');
    expect((await failure(run(customers, 'tag', { ids: [other.id, subscription(99)], add: 'more' }))).code).toBe(
      'not_found',
    );
    expect((await run(customers, 'get', { id: other.id })).tags).toEqual([]);
  });
});

describe('contacts', () => {
  test('belong to the customer, in the order they were added', async () => {
    const { id } = await make();
    const other = await make();
    const bill = await run(customers, 'addContact', { id, role: 'billing', name: 'Bill', email: 'BILL@example.org' });
    t.clock.advance(1000);
    await run(customers, 'addContact', { id, role: 'technical', name: 'Tess', phone: '+44 20 7946 0000' });
    expect((await run(customers, 'get', { id })).contacts.map((c) => [c.name, c.email, c.phone])).toEqual([
      ['Bill', 'bill@example.org', null],
      ['Tess', null, '+442079460000'],
    ]);
    expect((await failure(run(customers, 'removeContact', { id: other.id, contactId: bill.id }))).code).toBe(
      'not_found',
    );
    await run(customers, 'removeContact', { id, contactId: bill.id });
    expect((await run(customers, 'get', { id })).contacts).toHaveLength(1);
  });
});
