import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { on, type StoredEvent } from '../module.ts';
import { sampleKernel, things } from '../testing/sample.ts';
import { startFeed } from './feed.ts';
import { currentPosition, readEvents } from './reader.ts';
import { startRelay } from './relay.ts';

let t: Awaited<ReturnType<typeof sampleKernel>>;
const seen: string[] = [];
let failing = false;
const step = new AsyncLocalStorage<string>();
const standsIn = new Map<string, string | undefined>();
beforeAll(async () => {
  t = await sampleKernel({
    reactions: [
      on(things, 'thing.made', 'test.records', async (_ctx, { name }) => {
        if (failing && name === 'bad') throw new AppError('unavailable', 'not now');
        seen.push(name);
        standsIn.set(name, step.getStore());
      }),
    ],
  });
});
const make = (name: string, tenant = t.alpha) => t.kernel.invoke(t.as({ tenant }), 'things.make', { name });
const waitFor = async (check: () => boolean) => {
  for (let i = 0; i < 400 && !check(); i += 1) await new Promise((next) => setTimeout(next, 25));
  expect(check()).toBe(true);
};

describe('the stream', () => {
  it('skips no event of a transaction that commits late', async () => {
    const from = await currentPosition(t.db.pools.system);
    const late = await t.db.owner.connect();
    await late.query('begin');
    await late.query(
      `insert into outbox (tenant_id, id, name, at, payload) values ($1, uuidv7(), 'thing.made', now(), '{"name":"late"}')`,
      [t.alpha.id],
    );
    await make('early');
    const names = async () => (await readEvents(t.db.pools.system, from, { limit: 100 })).map((e) => e.payload['name']);
    expect(await names()).not.toContain('early'); // withheld, for an older transaction is open
    await late.query('commit');
    late.release();
    await waitFor(() => true);
    let found: unknown[] = [];
    for (let i = 0; i < 100 && found.length < 2; i += 1) {
      found = await names();
      await new Promise((next) => setTimeout(next, 20));
    }
    expect(found).toEqual(['late', 'early']);
  });
});

describe('the feed', () => {
  it('brings every event once, in order, while many write', async () => {
    const feed = await startFeed(t.db.pools.system, t.log);
    const got: StoredEvent[] = [];
    feed.listen((event) => got.push(event));
    await Promise.all(Array.from({ length: 40 }, (_, i) => make(`many-${i}`)));
    feed.poke();
    await waitFor(() => got.filter((e) => String(e.payload['name']).startsWith('many-')).length >= 40);
    expect(new Set(got.map((e) => e.id)).size).toBe(got.length);
    await feed.stop();
  });
});

describe('the relay', () => {
  let relay: ReturnType<typeof startRelay>;
  beforeAll(() => {
    relay = startRelay(t.kernel, t.db.pools.system, t.tenants);
  });
  afterAll(() => relay.stop());

  it('hands each event to its reaction once, in order', async () => {
    await relay.settled();
    seen.length = 0;
    for (const name of ['aa', 'bb', 'cc']) await make(name);
    await relay.settled();
    expect(seen).toEqual(['aa', 'bb', 'cc']);
  });

  it('does not let a reaction become part of whatever poked it', async () => {
    await relay.settled();
    await step.run('a step', async () => {
      await make('from-a-step');
      relay.poke();
    });
    await waitFor(() => standsIn.has('from-a-step'));
    expect(standsIn.get('from-a-step')).toBeUndefined();
  });

  it('tries a failed reaction again and keeps later events of that tenant behind it, not those of others', async () => {
    seen.length = 0;
    failing = true;
    await make('bad');
    await make('after');
    await make('elsewhere', t.beta);
    await relay.settled();
    expect(seen).toEqual(['elsewhere']);
    failing = false;
    await waitFor(() => seen.length === 3);
    expect(seen).toEqual(['elsewhere', 'bad', 'after']);
  });

  it('does not react twice when the place in the stream is lost', async () => {
    seen.length = 0;
    await relay.stop();
    await t.db.owner.query('delete from relay_cursor');
    relay = startRelay(t.kernel, t.db.pools.system, t.tenants);
    await relay.settled();
    expect(seen).toEqual([]);
  });
});
