import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Door } from '../contract/fields.ts';
import type { Feed } from '../events/feed.ts';
import { startFeed } from '../events/feed.ts';
import { readEvents, startPosition } from '../events/reader.ts';
import { platformTenantId, uuidv7 } from '../ids.ts';
import type { StoredEvent } from '../module.ts';
import { sampleKernel } from '../testing/sample.ts';
import { mountRealtime } from './sse.ts';
import { believing, calledBy, type TestCaller, testFeed, testWeb } from './testing.ts';

interface Message {
  id?: string;
  event?: string;
  data?: string;
}
interface Listening {
  status: number;
  type: string | null;
  messages: Message[];
  /** Resolves when `count` messages other than heartbeats have come. */
  got(count: number): Promise<Message[]>;
  ended: Promise<void>;
  close(): void;
}

let t: Awaited<ReturnType<typeof sampleKernel>>;
let feed: Feed;
const apps: FastifyInstance[] = [];
const open: Listening[] = [];

async function serve(source: Feed, door: Door = 'isp'): Promise<string> {
  const app = testWeb();
  mountRealtime(app, t.kernel, door, believing(t), source, t.db.pools.system);
  apps.push(app);
  return app.listen({ port: 0, host: '127.0.0.1' });
}

async function listen(base: string, path: string, caller: TestCaller | null, last?: string): Promise<Listening> {
  const abort = new AbortController();
  const response = await fetch(`${base}${path}`, {
    signal: abort.signal,
    headers: { ...(caller ? calledBy(caller) : {}), ...(last ? { 'last-event-id': last } : {}) },
  });
  const messages: Message[] = [];
  const told = () => messages.filter((m) => m.event !== 'heartbeat');
  const ended = (async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const fields = block.split('\n').filter((line) => !line.startsWith(':') && !line.startsWith('retry'));
        if (fields.length > 0)
          messages.push(Object.fromEntries(fields.map((line) => line.split(/: (.*)/s).slice(0, 2))));
      }
    }
  })().catch((error) => {
    if (!abort.signal.aborted) throw error;
  });
  const listening: Listening = {
    status: response.status,
    type: response.headers.get('content-type'),
    messages,
    got: async (count) => {
      await vi.waitFor(() => expect(told().length).toBeGreaterThanOrEqual(count), { timeout: 5000, interval: 10 });
      return told();
    },
    ended,
    close: () => abort.abort(),
  };
  open.push(listening);
  return listening;
}

const make = async (name: string, tenant = t.alpha, customerId: string | null = null) => {
  await t.kernel.invoke(t.as({ tenant }), 'things.make', { name, customerId });
  feed.poke();
};
/** Every event, once none is withheld: other tests' open transactions on the same server withhold them for a while. */
async function stored(): Promise<StoredEvent[]> {
  let events: StoredEvent[] = [];
  await vi.waitFor(
    async () => {
      events = await readEvents(t.db.pools.system, startPosition, { limit: 5000 });
      const { rows } = await t.db.owner.query('select count(*)::int as n from outbox');
      expect(events.length).toBe(rows[0].n);
    },
    { timeout: 10_000, interval: 20 },
  );
  return events;
}
const things = '/api/v1/realtime/things';

beforeAll(async () => {
  t = await sampleKernel();
  feed = await startFeed(t.db.pools.system, t.log);
});
afterEach(() => {
  for (const listening of open.splice(0)) listening.close();
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await feed.stop();
});

describe('a realtime stream', () => {
  let base: string;
  beforeAll(async () => {
    base = await serve(feed);
  });

  it('tells of an event within a moment of its commit, by name and ids and nothing else', async () => {
    const stream = await listen(base, things, {});
    expect(stream).toMatchObject({ status: 200, type: 'text/event-stream' });
    await make('a name that is nobody’s business');
    const [message] = await stream.got(1);
    expect(message).toMatchObject({ id: expect.stringMatching(/^\d+\.\d+$/), event: 'thing.made' });
    expect(JSON.parse(message!.data!)).toEqual({
      name: 'thing.made',
      at: expect.any(String),
      thingId: expect.any(String),
    });
    expect(JSON.stringify(stream.messages)).not.toContain('business');
  });

  it('carries several topics on one connection, says which each message belongs to, and leaves out what is not allowed', async () => {
    const may = { permissions: ['test.thing:read'] };
    const stream = await listen(base, '/api/v1/realtime/making,things,hidden', may);
    await make('of two topics');
    const [message] = await stream.got(1);
    expect(JSON.parse(message!.data!).topics).toEqual(['making', 'things']);
    expect((await listen(base, '/api/v1/realtime/hidden', may)).status).toBe(403);
    expect((await listen(base, '/api/v1/realtime/things,unheard-of', may)).status).toBe(404);
  });

  it('tells nothing of another tenant', async () => {
    const alpha = await listen(base, things, {});
    const beta = await listen(base, things, { tenant: 'beta' });
    await make('of beta', t.beta);
    await make('of alpha');
    await Promise.all([alpha.got(1), beta.got(1)]);
    await make('of alpha again');
    await alpha.got(2);
    expect(beta.messages.filter((m) => m.event !== 'heartbeat')).toHaveLength(1);
    const ids = (await stored()).filter((e) => e.tenantId === t.alpha.id).map((e) => e.payload['thingId']);
    for (const { data } of alpha.messages) expect(ids).toContain(JSON.parse(data!).thingId);
  });

  it('tells a subscriber of what concerns them and of nothing else', async () => {
    const customers = await serve(feed, 'customer');
    const me = uuidv7(1);
    const mine = await listen(customers, '/api/v1/customer/realtime/things', { customerId: me });
    const nobodys = await listen(customers, '/api/v1/customer/realtime/things', {});
    await make('of another', t.alpha, uuidv7(2));
    await make('of nobody');
    await make('mine', t.alpha, me);
    const [message] = await mine.got(1);
    expect(JSON.parse(message!.data!).customerId).toBe(me);
    await new Promise((next) => setTimeout(next, 50));
    expect(mine.messages).toHaveLength(1);
    expect(nobodys.messages).toEqual([]);
  });

  it('is refused before it begins: 401 to nobody, 403 without the permission, 404 where the door has none', async () => {
    const refused = async (path: string, caller: TestCaller | null) => {
      const response = await fetch(base + path, caller ? { headers: calledBy(caller) } : {});
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      return [response.status, (await response.json()).code];
    };
    expect(await refused(things, null)).toEqual([401, 'unauthenticated']);
    expect(await refused(things, { permissions: ['test.thing:write'] })).toEqual([403, 'forbidden']);
    expect(await refused('/api/v1/realtime/nothings', {})).toEqual([404, 'not_found']);
    expect(await refused(things, { tenant: null })).toEqual([401, 'unauthenticated']);
  });

  it('is refused to the staff of a suspended provider', async () => {
    const app = testWeb();
    const suspended = { alpha: { ...t.alpha, status: 'suspended' as const }, beta: t.beta };
    mountRealtime(app, t.kernel, 'isp', believing(suspended), feed, t.db.pools.system);
    apps.push(app);
    const refusal = await app.inject({ url: things, headers: calledBy({}) });
    expect([refusal.statusCode, refusal.json().code]).toEqual([403, 'forbidden']);
  });
});

describe('after a break, with Last-Event-ID', () => {
  let base: string;
  beforeAll(async () => {
    base = await serve(feed);
  });

  it('brings what was missed once, in order, and goes on with what comes, while many write', async () => {
    const first = await listen(base, things, {});
    await make('seen');
    const last = (await first.got(1)).at(-1)!.id!;
    first.close();
    await make('missed elsewhere', t.beta);
    for (let i = 0; i < 5; i += 1) await make(`missed ${i}`);
    let writing = true;
    const writers = (async () => {
      for (let i = 0; writing && i < 200; i += 1) await make(`during ${i}`);
    })();
    const again = await Promise.all(Array.from({ length: 4 }, () => listen(base, things, {}, last)));
    await Promise.all(again.map((stream) => stream.got(20)));
    writing = false;
    await writers;
    await make('the end');
    const position = (await stored()).findLast((e) => e.tenantId === t.alpha.id)!.position;
    const expected = (await stored()).filter((e) => e.tenantId === t.alpha.id).map((e) => e.position);
    for (const stream of again) {
      await vi.waitFor(() => expect(stream.messages.at(-1)?.id).toBe(position), { timeout: 5000, interval: 10 });
      expect(stream.messages.map((m) => m.id)).toEqual(expected.slice(expected.indexOf(last) + 1));
    }
  });

  it('brings an event once, although the feed tells of it only after the replay did', async () => {
    const late = testFeed();
    const lateBase = await serve(late);
    const before = (await stored()).findLast((e) => e.tenantId === t.alpha.id)!.position;
    await make('both bring it');
    await make('both bring it too');
    const events = (await stored()).filter((e) => e.tenantId === t.alpha.id).slice(-2);
    const stream = await listen(lateBase, things, {}, before);
    await stream.got(2);
    for (const event of events) late.say(event);
    const [xid, seq] = events[1]!.position.split('.').map(BigInt);
    const next: StoredEvent = { ...events[1]!, position: `${xid}.${seq! + 1n}`, id: uuidv7(3) };
    late.say(next);
    expect((await stream.got(3)).map((m) => m.id)).toEqual([...events.map((e) => e.position), next.position]);
  });

  it('says reset when more was missed than it replays, and names the place from which it goes on', async () => {
    const from = (await stored()).at(-1)!.position;
    await t.db.owner.query(
      `insert into outbox (tenant_id, id, name, at, payload)
       select $1, uuidv7(), 'thing.made', now(), '{"thingId":"00000000-0000-7000-8000-000000000000"}' from generate_series(1, 1000)`,
      [t.alpha.id],
    );
    const stream = await listen(base, things, {}, from);
    const [message] = await stream.got(1);
    expect(message).toMatchObject({ event: 'reset', id: expect.stringMatching(/^\d+\.\d+$/) });
  });

  it('says reset when the place is of a database that was since restored', async () => {
    const stream = await listen(base, things, {}, '99999999999999.1');
    expect((await stream.got(1))[0]).toMatchObject({ event: 'reset' });
  });

  it('passes over a place that is none', async () => {
    const stream = await listen(base, things, {}, "1'; drop table outbox");
    await make('still here');
    expect((await stream.got(1))[0]).toMatchObject({ event: 'thing.made' });
  });

  it('ends the stream when what was missed cannot be read, so that the client comes again', async () => {
    const quiet = testFeed();
    const app = testWeb();
    const away = { query: async () => Promise.reject(new Error('Connection terminated')) };
    mountRealtime(app, t.kernel, 'isp', believing(t), quiet, away as never);
    apps.push(app);
    const stream = await listen(await app.listen({ port: 0, host: '127.0.0.1' }), things, {}, '1.1');
    await stream.ended;
    expect(stream.messages).toEqual([]);
    expect(quiet.listeners).toBe(0);
  });
});

describe('every 15 seconds', () => {
  const quiet = testFeed();
  let base: string;
  let signedIn = true;
  beforeAll(async () => {
    const app = testWeb();
    const identify = believing(t);
    const nobody = { headers: {} } as never;
    mountRealtime(
      app,
      t.kernel,
      'isp',
      (door, request) => identify(door, signedIn ? request : nobody),
      quiet,
      t.db.pools.system,
    );
    apps.push(app);
    base = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());
  const beats = (stream: Listening) => stream.messages.filter((m) => m.event === 'heartbeat').map((m) => m.data);

  it('says that it lives, and whether events reach the server', async () => {
    const stream = await listen(base, things, {});
    await vi.advanceTimersByTimeAsync(15_000);
    quiet.live = false;
    await vi.advanceTimersByTimeAsync(15_000);
    await vi.waitFor(() => expect(beats(stream)).toEqual(['{"live":true}', '{"live":false}']));
  });

  it('ends when the session has ended', async () => {
    const stream = await listen(base, things, {});
    signedIn = false;
    await vi.advanceTimersByTimeAsync(15_000);
    await stream.ended;
    await vi.waitFor(() => expect(quiet.listeners).toBe(0));
    signedIn = true;
  });

  it('forgets a listener that has gone', async () => {
    const stream = await listen(base, things, {});
    expect(quiet.listeners).toBe(1);
    stream.close();
    await vi.waitFor(() => expect(quiet.listeners).toBe(0));
  });
});

describe('at the platform door', () => {
  it('tells of the platform’s own events', async () => {
    const own = testFeed();
    const app = testWeb();
    const topic = { events: ['thing.made'], for: ['platform' as const], can: 'test.thing:read' as const };
    const [sample] = t.kernel.modules;
    const module = { ...sample!, contract: { ...sample!.contract, realtime: { ours: topic } } };
    mountRealtime(app, { ...t.kernel, modules: [module] }, 'platform', believing(t), own, t.db.pools.system);
    apps.push(app);
    const stream = await listen(await app.listen({ port: 0, host: '127.0.0.1' }), '/api/v1/platform/realtime/ours', {});
    const event = { id: uuidv7(4), name: 'thing.made', at: '2026-03-10T09:00:00Z', actorId: null, payload: {} };
    own.say({ ...event, position: '1.1', tenantId: t.alpha.id });
    own.say({ ...event, position: '1.2', tenantId: platformTenantId });
    expect((await stream.got(1)).map((m) => m.id)).toEqual(['1.2']);
  });
});
