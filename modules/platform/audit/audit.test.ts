import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { platformTenantId } from '#kernel/ids.ts';
import { createLog } from '#kernel/log.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { modules } from '#modules/list.ts';
import { testKernel } from '#modules/testing.ts';
import { canonicalJson } from './canonical.ts';
import { entryColumns, genesis, linkHash } from './chain.ts';
import { audit } from './contract.ts';
import { sealAudit, startSealer, verifyChain } from './sealer.ts';
import { sealAll } from './testing.ts';

const t = await testKernel(modules);
const { owner, pools } = t.db;
const alpha = t.alpha.id;
const address = { line1: 'Harbour Rd 14', city: 'Lagos', country: 'NG' };
/** One clerk may not do so much in the minute at which the clock stands. */
const clerk = () => t.as({ id: crypto.randomUUID() });
const make = (name = 'Ngozi Bello', caller = clerk()) =>
  t.run(customers, 'create', { name, serviceAddress: address }, caller);
const verify = (head?: string) => verifyChain(pools.system, alpha, head);
/** Undoes what a test did to the chain: append-only tables are cleared by the owner alone. */
const startAfresh = () => owner.query('truncate audit_seal, audit_entry');
const entry = async (number: number) =>
  (await owner.query('select entry_id from audit_seal where tenant_id = $1 and number = $2', [alpha, number])).rows[0]
    .entry_id;

describe('canonical JSON', () => {
  test('is the form of RFC 8785', () => {
    expect(
      canonicalJson({ b: [1e21, 0.1, -0, '€\u0001"'], a: { '\u20ac': null, $: true, '\ufb33': 1, '\ud83d\ude00': 2 } }),
    ).toBe('{"a":{"$":true,"€":null,"😀":2,"\ufb33":1},"b":[1e+21,0.1,0,"€\\u0001\\""]}');
  });
  test('does not depend on the order of keys, and parses to the same value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('the chain', () => {
  beforeEach(startAfresh);
  const sealed = async (count: number) => {
    for (let n = 0; n < count; n += 1) await make(`Person ${n}`);
    await sealAll(t.db);
  };

  test('holds for what nobody touched', async () => {
    await sealed(5);
    expect(await verify()).toMatchObject({
      sealed: 5,
      unsealed: 0,
      intact: true,
      brokenAt: null,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await make();
    expect(await verify()).toMatchObject({ sealed: 5, unsealed: 1, intact: true });
  });

  test('is each tenant’s own, and the platform has one', async () => {
    await sealed(2);
    await make('Theirs', t.as({ tenant: t.beta }));
    await t.kernel.invoke(t.as({ door: 'platform' }), 'tenants.create', {}).catch(() => {});
    await sealAll(t.db);
    expect(await verify()).toMatchObject({ sealed: 2, intact: true });
    expect(await verifyChain(pools.system, t.beta.id)).toMatchObject({ sealed: 1, intact: true });
    expect(await verifyChain(pools.system, platformTenantId)).toMatchObject({ sealed: 1, intact: true });
  });

  test.each([
    ['actor_name', `'Somebody else'`],
    ['outcome', `'forbidden'`],
    ['at', `at + interval '1 microsecond'`],
    ['input', `jsonb_set(input, '{name}', '"Another"')`],
    ['after', 'null'],
    ['ip_address', `'192.0.2.1'`],
    ['subject_id', 'uuidv7()'],
    ['xid', `(xid::text::bigint + 1)::text::xid8`],
  ])('breaks where the database’s superuser altered %s', async (column, value) => {
    await sealed(4);
    await owner.query(`update audit_entry set ${column} = ${value} where id = $1`, [await entry(3)]);
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 3, sealed: 4 });
  });

  test('breaks where an entry was deleted, with its link or without', async () => {
    await sealed(4);
    const id = await entry(2);
    await owner.query('delete from audit_entry where id = $1', [id]);
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 2, problem: 'The entry it seals was deleted.' });
    await owner.query('delete from audit_seal where entry_id = $1', [id]);
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 2, problem: 'Link 2 is missing.' });
  });

  test('breaks where links were renumbered to hide a deletion', async () => {
    await sealed(4);
    await owner.query('delete from audit_seal where tenant_id = $1 and number = 2', [alpha]);
    await owner.query('update audit_seal set number = number - 1 where tenant_id = $1 and number > 2', [alpha]);
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 2 });
  });

  test('breaks where entries were put into another order and every hash computed anew', async () => {
    await sealed(4);
    const db = drizzle({ client: owner });
    const { rows } = await db.execute<Record<string, unknown>>(
      sql`select ${entryColumns} from audit_entry e where tenant_id = ${alpha} order by seq`,
    );
    await owner.query('truncate audit_seal');
    let hash = genesis;
    for (const [at, entry] of [rows[0]!, rows[2]!, rows[1]!, rows[3]!].entries()) {
      hash = linkHash(hash, entry);
      await db.execute(sql`
        insert into audit_seal (tenant_id, number, entry_id, xid, seq, hash)
        values (${alpha}, ${at + 1}, ${entry['id']}, ${entry['xid']}::text::xid8, ${entry['seq']}::text::bigint, ${hash})`);
    }
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 3 });
  });

  test('breaks where an entry was slipped in between', async () => {
    await sealed(4);
    await owner.query(
      `insert into audit_entry (tenant_id, id, at, door, actor_kind, actor_name, operation, outcome, request_id, xid)
      select tenant_id, uuidv7(), at, door, actor_kind, actor_name, operation, outcome, request_id, xid from audit_entry where id = $1`,
      [await entry(2)],
    );
    expect(await verify()).toMatchObject({ intact: false, brokenAt: 3, problem: 'An entry was slipped in before it.' });
  });

  test('a cut at the end, or a chain made anew, shows against a head that was noted', async () => {
    await sealed(4);
    const { head } = await verify();
    expect(await verify(head!)).toMatchObject({ intact: true });
    const id = await entry(4);
    await owner.query('delete from audit_seal where entry_id = $1', [id]);
    await owner.query('delete from audit_entry where id = $1', [id]);
    expect(await verify()).toMatchObject({ intact: true });
    expect(await verify(head!)).toMatchObject({ intact: false, brokenAt: 4 });
    await owner.query('truncate audit_seal');
    await sealAll(t.db);
    expect(await verify(head!)).toMatchObject({ intact: false });
  });

  test('many writers and several sealers at once leave no gap and nothing sealed twice', async () => {
    let writing = true;
    const sealers = Array.from({ length: 3 }, async () => {
      while (writing) await sealAudit(pools.system);
    });
    await Promise.all(Array.from({ length: 120 }, () => make()));
    writing = false;
    await Promise.all(sealers);
    await sealAll(t.db);
    expect(await verify()).toMatchObject({ sealed: 120, unsealed: 0, intact: true });
  });

  test('an entry waits while an older transaction is open, so that it cannot come to stand before a sealed one', async () => {
    const open = await owner.connect();
    await open.query('begin');
    await open.query('select pg_current_xact_id()');
    await make();
    await sealAudit(pools.system);
    expect(await verify()).toMatchObject({ sealed: 0, unsealed: 1 });
    await open.query('commit');
    open.release();
    await sealAll(t.db);
    expect(await verify()).toMatchObject({ sealed: 1, unsealed: 0, intact: true });
  });

  test('the sealer of a process seals within two seconds and stops', async () => {
    const sealer = startSealer(pools, createLog('test', 'silent'));
    await make();
    await expect.poll(async () => (await verify()).sealed, { timeout: 15_000 }).toBe(1);
    await sealer.stop();
    await make();
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(await verify()).toMatchObject({ sealed: 1, unsealed: 1 });
  });

  test('nobody but the owner of the database can alter what is written', async () => {
    await sealed(1);
    for (const role of ['app', 'system', 'platform'] as const)
      for (const table of ['audit_entry', 'audit_seal'])
        for (const statement of [`update ${table} set tenant_id = tenant_id`, `delete from ${table}`])
          await expect(pools[role].query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('is checked at the door of its own ISP', async () => {
    await sealed(2);
    expect(await t.kernel.invoke(t.as(), 'audit.verify', {})).toMatchObject({ sealed: 2, intact: true });
    await owner.query(`update audit_entry set actor_name = 'x' where id = $1`, [await entry(1)]);
    expect(await t.kernel.invoke(t.as(), 'audit.verify', {})).toMatchObject({
      intact: false,
      brokenAt: 1,
      problem: expect.any(String),
    });
    expect(await t.kernel.invoke(t.as({ tenant: t.beta }), 'audit.verify', {})).toMatchObject({
      sealed: 0,
      intact: true,
    });
  });
});

describe('the trail', () => {
  test('lists newest first, filtered, page by page, and of one’s own ISP only', async () => {
    await startAfresh();
    const made = await make('Ada');
    t.clock.advance(1000);
    await t.run(customers, 'update', { id: made.id, name: 'Ada L.' });
    t.clock.advance(1000);
    await t.run(customers, 'close', { id: made.id, reason: 'x' }).catch(() => {});
    const list = async (input: object, caller = t.as()) =>
      (await t.run(audit, 'list', input, caller)).items.map((e) => [e.operation, e.outcome]);
    const all = [
      ['customers.close', 'invalid'],
      ['customers.update', 'ok'],
      ['customers.create', 'ok'],
    ];
    expect(await list({})).toEqual(all);
    expect(await list({ outcome: 'refused' })).toEqual([all[0]]);
    expect(await list({ operation: 'customers.update' })).toEqual([all[1]]);
    expect(await list({ subjectId: made.id })).toEqual(all);
    expect(await list({ subjectIds: `${made.id},${t.alpha.id}` })).toEqual(all);
    expect(await list({ subjectIds: t.alpha.id })).toEqual([]);
    expect(await list({ q: made.id })).toEqual(all);
    expect(await list({ q: 'test PERSON' })).toEqual(all);
    expect(await list({ q: '%' })).toEqual([]);
    const first = await t.run(audit, 'list', { limit: 2 });
    expect(await list({ limit: 2, cursor: first.next! })).toEqual([all[2]]);
    expect(await list({}, t.as({ tenant: t.beta }))).toEqual([]);
    expect((await t.run(audit, 'listPlatform', {}, t.as({ door: 'platform' }))).items).toEqual([]);
  });
});
