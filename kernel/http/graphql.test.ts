import { createHash } from 'node:crypto';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Door } from '../contract/fields.ts';
import { type Feed, startFeed } from '../events/feed.ts';
import { graph, leadsToMany } from '../graphql/graph.ts';
import { sampleKernel, Thing, things } from '../testing/sample.ts';
import { graphPath } from './doors.ts';
import { mountGraphql } from './graphql.ts';
import { believing, calledBy, type TestCaller, testWeb } from './testing.ts';

let t: Awaited<ReturnType<typeof sampleKernel>>;
let feed: Feed;
let app: FastifyInstance;
const thingsGraph = graph(things, {
  queries: { things: 'list', thing: 'get' },
  mutations: { makeThing: 'make' },
  relations: [
    leadsToMany(Thing, {
      name: 'alike',
      description: 'Things of the same id, which is the thing itself.',
      of: things,
      operation: 'byIds',
      from: 'id',
      ids: 'ids',
      match: 'id',
    }),
  ],
});

async function web(door: Door, allowed?: ReadonlyMap<string, string>): Promise<FastifyInstance> {
  const made = testWeb();
  const [module] = t.kernel.modules;
  const kernel = { ...t.kernel, modules: [{ ...module!, graph: thingsGraph }] };
  mountGraphql(made, kernel, door, believing(t), { feed, system: t.db.pools.system }, allowed);
  await made.ready();
  return made;
}
beforeAll(async () => {
  t = await sampleKernel({ onEvents: () => feed?.poke() });
  feed = await startFeed(t.db.pools.system, t.log);
  app = await web('isp');
});
afterAll(async () => {
  await app.close();
  await feed.stop();
});

async function ask(
  payload: object,
  caller: TestCaller = {},
  options: InjectOptions = {},
  on = app,
  door: Door = 'isp',
) {
  const response = await on.inject({
    method: 'POST',
    url: graphPath(door),
    ...options,
    headers: { ...calledBy(caller), ...options.headers },
    ...(options.method === 'GET' ? {} : { payload }),
  });
  return { status: response.statusCode, type: String(response.headers['content-type']), ...response.json() };
}
const make = (name: string, more = '') => `makeThing(name: "${name}"${more}) { id name }`;
const codes = (answer: { errors?: { extensions: { code: string } }[] }) => answer.errors?.map((e) => e.extensions.code);

describe('a request', () => {
  it('answers each field by itself: what is refused shows why and leaves the rest', async () => {
    const made = await ask({ query: `mutation { ${make('whole')} }` });
    const answer = await ask({
      query:
        'query($id: ID!) { things { items { name alike { name } } } thing(id: $id) { name } nothing: thing(id: "00000000-0000-7000-8000-000000000000") { name } }',
      variables: { id: made.data.makeThing.id },
    });
    expect(answer.data.thing).toEqual({ name: 'whole' });
    expect(answer.data.things.items).toContainEqual({ name: 'whole', alike: [{ name: 'whole' }] });
    expect(answer.data.nothing).toBeNull();
    expect(answer.errors).toEqual([
      {
        message: 'There is no such thing.',
        path: ['nothing'],
        locations: expect.anything(),
        extensions: { code: 'not_found', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      },
    ]);
  });

  it('names the field that is wrong', async () => {
    const { errors } = await ask({ query: `mutation { ${make('x')} }` });
    expect(errors[0].extensions).toMatchObject({ code: 'invalid', field: 'name' });
  });

  it('does not know what the door may not see', async () => {
    const atTenant = await web('tenant');
    const answer = await ask({ query: '{ things { items { id name } } }' }, {}, {}, atTenant, 'tenant');
    expect(codes(answer)).toEqual(['invalid']);
    expect(answer.errors[0].message).toBe('Cannot query field "name" on type "Thing".');
    expect((await ask({ query: '{ things { items { pin } } }' })).errors[0].message).toContain(
      'Cannot query field "pin"',
    );
    expect(codes(await ask({ query: `mutation { ${make('there')} }` }, {}, {}, atTenant, 'tenant'))).toEqual([
      'invalid',
    ]);
    await atTenant.close();
  });

  it('tells nothing about a failure on our side', async () => {
    const list = vi.spyOn(t.kernel, 'invoke');
    const broken = testWeb();
    const [module] = t.kernel.modules;
    mountGraphql(
      broken,
      {
        ...t.kernel,
        modules: [{ ...module!, graph: thingsGraph }],
        invoke: async () => {
          throw new Error('password=hunter2');
        },
      },
      'isp',
      believing(t),
      { feed, system: t.db.pools.system },
    );
    const answer = await ask({ query: '{ things { items { id } } }' }, {}, {}, broken);
    expect(answer.errors).toMatchObject([
      { message: 'Something went wrong on our side.', extensions: { code: 'internal' } },
    ]);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    list.mockRestore();
    await broken.close();
  });

  it('reads by GET and changes by POST alone, in JSON alone', async () => {
    const url = (query: string) => `/api/graphql?query=${encodeURIComponent(query)}`;
    expect(await ask({}, {}, { method: 'GET', url: url('{ door }') })).toMatchObject({
      status: 200,
      data: { door: 'isp' },
    });
    const changed = await ask({}, {}, { method: 'GET', url: url(`mutation { ${make('by-get')} }`) });
    expect([changed.status, codes(changed)]).toEqual([405, ['invalid']]);
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'query={door}' };
    expect((await app.inject({ method: 'POST', url: '/api/graphql', ...form })).statusCode).toBeGreaterThanOrEqual(400);
    const text = { headers: { 'content-type': 'text/plain' }, payload: '{"query":"{ door }"}' };
    expect((await app.inject({ method: 'POST', url: '/api/graphql', ...text })).statusCode).toBe(400);
    expect(
      (await app.inject({ method: 'POST', url: '/api/graphql', payload: [{ query: '{ door }' }] })).statusCode,
    ).toBe(400);
  });

  it('acts once for a key, and once for each field of a request with that key', async () => {
    const body = { query: `mutation { a: ${make('first')} b: ${make('second')} }` };
    const headers = { 'idempotency-key': 'k1' };
    const once = await ask(body, {}, { headers });
    expect(once.data.a.id).not.toBe(once.data.b.id);
    expect((await ask(body, {}, { headers })).data).toEqual(once.data);
    expect(codes(await ask({ query: `mutation { a: ${make('another')} }` }, {}, { headers }))).toEqual(['conflict']);
  });
});

describe('a request that could answer with too much', () => {
  const nested = (levels: number): string => (levels === 0 ? 'id' : `id alike { ${nested(levels - 1)} }`);
  const refusal = async (query: string) => {
    const invoke = vi.spyOn(t.kernel, 'invoke');
    const answer = await ask({ query });
    invoke.mockRestore();
    return [answer.data ?? null, codes(answer)];
  };

  it('is refused before it runs, for its depth or its cost', async () => {
    expect((await ask({ query: `{ things(limit: 2) { items { ${nested(2)} } } }` })).errors).toBeUndefined();
    expect(await refusal(`{ things(limit: 1) { items { ${nested(9)} } } }`)).toEqual([null, ['limit']]);
    expect(await refusal(`{ things(limit: 200) { items { ${nested(3)} } } }`)).toEqual([null, ['limit']]);
    const many = Array.from({ length: 400 }, (_, at) => `a${at}: things { next }`).join(' ');
    expect(await refusal(`{ ${many} }`)).toEqual([null, ['limit']]);
    expect(
      codes(
        await ask({
          query: 'query($n: Int) { things(limit: $n) { items { alike { alike { id } } } } }',
          variables: { n: 200 },
        }),
      ),
    ).toEqual(['limit']);
  });

  it('is priced quickly, however its fragments multiply', async () => {
    const fragments = Array.from(
      { length: 40 },
      (_, at) => `fragment f${at} on Query { ...f${at + 1} ...f${at + 1} }`,
    ).join(' ');
    const began = performance.now();
    const answer = await ask({ query: `{ ...f0 } ${fragments} fragment f40 on Query { door }` });
    expect(codes(answer)).toEqual(['limit']);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('may not be written at any length', async () => {
    expect(await ask({ query: `{ door } # ${'x'.repeat(20_000)}` })).toMatchObject({
      status: 400,
      code: 'invalid',
      field: 'query',
    });
  });
});

describe('a document', () => {
  const text = '{ door }';
  const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(text).digest('hex') };

  it('is sent once, and named by its hash from then on', async () => {
    expect(await ask({ extensions: { persistedQuery } })).toMatchObject({
      code: 'not_found',
      detail: 'PersistedQueryNotFound',
    });
    expect((await ask({ query: '{ __typename }', extensions: { persistedQuery } })).code).toBe('invalid');
    expect((await ask({ query: text, extensions: { persistedQuery } })).data).toEqual({ door: 'isp' });
    expect((await ask({ extensions: { persistedQuery } })).data).toEqual({ door: 'isp' });
  });

  it('is on the list, where there is one', async () => {
    const listed = await web('isp', new Map([[persistedQuery.sha256Hash, text]]));
    expect((await ask({ extensions: { persistedQuery } }, {}, {}, listed)).data).toEqual({ door: 'isp' });
    expect((await ask({ query: text }, {}, {}, listed)).data).toEqual({ door: 'isp' });
    expect(await ask({ query: '{ __typename }' }, {}, {}, listed)).toMatchObject({ status: 403, code: 'forbidden' });
    await listed.close();
  });
});

describe('a subscription', () => {
  async function follow(base: string, query: string, caller: TestCaller | null) {
    const abort = new AbortController();
    const response = await fetch(`${base}/api/graphql`, {
      method: 'POST',
      signal: abort.signal,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...(caller ? calledBy(caller) : {}) },
      body: JSON.stringify({ query }),
    });
    let text = '';
    void (async () => {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk;
    })().catch(() => {});
    const told = () => [...text.matchAll(/^data: (\{.*)$/gm)].map((m) => JSON.parse(m[1]!));
    return { type: response.headers.get('content-type'), told, close: () => abort.abort() };
  }

  it('tells names and ids of what happens in the tenant, replays from a position, and ends with its listener', async () => {
    // A second try of this test finds it listening.
    if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
    const base = app.listeningOrigin;
    const listening = await follow(base, 'subscription { things { name at position ids } }', {});
    expect(listening.type).toContain('text/event-stream');
    await new Promise((r) => setTimeout(r, 100));
    const theirs = (await t.kernel.invoke(t.as({ tenant: t.beta }), 'things.make', { name: 'theirs' })) as {
      id: string;
    };
    const ours = (await t.kernel.invoke(t.as(), 'things.make', { name: 'canary' })) as { id: string };
    // On a busy machine the feed may still be telling what tests before this one did.
    const isOurs = (told: { data?: { things?: { ids?: { thingId?: string } } } }) =>
      told.data?.things?.ids?.thingId === ours.id;
    await vi.waitFor(() => expect(listening.told().filter(isOurs)).toHaveLength(1), 5000);
    const [{ data }] = listening.told().filter(isOurs);
    expect(data.things).toMatchObject({ name: 'thing.made', ids: { thingId: ours.id } });
    expect(JSON.stringify(listening.told())).not.toMatch(new RegExp(`canary|${theirs.id}`));

    await t.kernel.invoke(t.as(), 'things.make', { name: 'later' });
    const again = await follow(base, `subscription { things(after: "${data.things.position}") { name } }`, {});
    await vi.waitFor(() => expect(again.told()).toHaveLength(1), 5000);

    for (const [caller, code] of [
      [null, 'unauthenticated'],
      [{ permissions: [] }, 'forbidden'],
    ] as const) {
      const refused = await follow(base, 'subscription { things { name } }', caller as TestCaller | null);
      await vi.waitFor(() => expect(codes(refused.told()[0])).toEqual([code]), 5000);
    }
    listening.close();
    again.close();
  });
});
