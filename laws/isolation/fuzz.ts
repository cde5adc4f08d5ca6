import { Writable } from 'node:stream';
import { registeredTables } from '#kernel/db/registry.ts';
import { type Feed, startFeed } from '#kernel/events/feed.ts';
import { createLog } from '#kernel/log.ts';
import { apiKeyLookup } from '#modules/identity/api-keys/lookup.ts';
import { subscriberLookup } from '#modules/identity/portal-accounts/lookup.ts';
import { createIdentity } from '#modules/identity/staff/auth.ts';
import { managerLookup } from '#modules/tenancy/account-managers/lookup.ts';
import { type Api, startApi } from '../testing.ts';
import { type Side, type Somebody, signIn } from './actors.ts';
import { type Neighbour, neighbourOf } from './neighbour.ts';
import { randomOf } from './random.ts';
import { type Attempt, type Loot, requests } from './requests.ts';
import { listen, type Server } from './server.ts';
import { type Crossing, scoreboard, watcher } from './watch.ts';

const urls = { isp: 'http://isp.example.test', platform: 'http://platform.example.test' };
const sides = ['alpha', 'beta'] as const;

export interface Isolation {
  api: Api;
  fuzz(options: Run): Promise<Report>;
  /** What the processes have written into their logs. */
  logged(): string;
  /** Rows of one provider that hold words or ids of the other. */
  stored(): Promise<string[]>;
  close(): Promise<void>;
}
export interface Run {
  requests: number;
  seed: number;
  /** Ends with the first crossing. */
  untilFound?: boolean;
}
export interface Report {
  crossings: Crossing[];
  /** What was answered with an error of the server's own. */
  defects: string[];
  text: string;
  /** Answers of each transport that held words of the asker's own. */
  own: Record<string, number>;
  perSecond: number;
}

/** Two providers full of words that nobody else has, behind the real ports, with the real sign-in. */
export async function startIsolation(): Promise<Isolation> {
  let log = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      if (log.length < 50_000_000) log += chunk;
      done();
    },
  });
  let feed: Feed | undefined;
  const api = await startApi({
    log: createLog('isolation', 'debug', sink),
    doors: async (t) => {
      feed = await startFeed(t.db.pools.system, t.kernel.log);
      const config = { masterKey: () => t.db.masterKey, demo: false, ispUrl: urls.isp, platformUrl: urls.platform };
      const { db, clock, kernel, tenants } = t;
      const apiKeys = apiKeyLookup({ pools: db.pools, clock });
      const identity = createIdentity({
        kernel,
        tenants,
        config,
        apiKeys,
        managers: managerLookup(db.pools.system, kernel.registry.permissions),
        subscribers: subscriberLookup(db.pools),
      });
      let port = 0;
      return {
        feed,
        identify: identity.identify,
        mountIdentity: (app) => identity.mount(app, port++ === 0 ? 'isp' : 'platform'),
      };
    },
  });
  const neighbours = {} as Record<Side, Neighbour>;
  for (const side of sides) neighbours[side] = await neighbourOf(api, api[side]);
  const server = await listen(api, urls);
  const people = await signIn(api, server, neighbours);

  return {
    api,
    logged: () => log,
    fuzz: (options) => fuzz(api, server, people, neighbours, options),
    stored: () => strayWords(api, neighbours),
    async close() {
      server.close();
      await feed?.stop();
    },
  };
}

async function fuzz(
  api: Api,
  server: Server,
  people: readonly Somebody[],
  neighbours: Record<Side, Neighbour>,
  options: Run,
): Promise<Report> {
  const owners = await ownersOf(api);
  const watch = watcher(owners);
  const board = scoreboard();
  const loot = await lootOf(api, owners, neighbours);
  const next = requests(randomOf(options.seed), loot, people);
  const crossings: Crossing[] = [];
  const defects: string[] = [];
  let left = options.requests;
  const startedAt = performance.now();
  const worker = async () => {
    while (left-- > 0 && !(options.untilFound && crossings.length > 0)) {
      // A minute for each thousand, so that what is limited per minute is not all that is seen.
      if (left % 200 === 0) api.t.clock.advance(12_000);
      const attempt = next();
      const told = await server.ask(attempt);
      if (told.status === 401 && isAway(attempt)) await attempt.by.enter();
      const found = watch(attempt, told);
      const { side } = attempt.by;
      const own =
        side !== null &&
        Object.values(api[side].canaries)
          .flat()
          .some((word) => told.text.includes(word));
      board.count(attempt, told, own, found.length);
      if (crossings.length < 50) crossings.push(...found);
      if (told.status === 500)
        defects.push(`${attempt.by.name}: ${attempt.method} ${attempt.path} ${attempt.body ?? ''}`);
      remember(loot, told.text);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  const perSecond = Math.round(options.requests / ((performance.now() - startedAt) / 1000));
  const own = Object.fromEntries([...board.lines].map(([name, line]) => [name, line.own]));
  return { crossings, defects, text: board.text(), own, perSecond };
}

/** Whether somebody who is not known at their own door has lost their session, and not only sent somebody else's beside it. */
const isAway = ({ by, also, door }: Attempt) => by.name !== 'nobody' && door === by.door && also === null;

/** Whose each row is, by its id. */
async function ownersOf(api: Api): Promise<Map<string, Side>> {
  const owners = new Map<string, Side>();
  for (const meta of registeredTables.values()) {
    if (meta.kind !== 'tenant' || !('id' in meta.table)) continue;
    for (const side of sides) {
      const { rows } = await api.t.db.owner.query<{ id: string }>(
        `select id::text from public.${meta.name} where tenant_id = $1 and id::text ~ '^[0-9a-f-]{36}$' limit 500`,
        [api[side].tenant.id],
      );
      for (const { id } of rows) owners.set(id, side);
    }
  }
  return owners;
}

async function lootOf(api: Api, owners: Map<string, Side>, neighbours: Record<Side, Neighbour>): Promise<Loot> {
  const idsOf = (side: Side) => [
    ...[...owners].flatMap(([id, owner]) => (owner === side ? [id] : [])),
    ...neighbours[side].ids,
  ];
  const { rows } = await api.t.db.owner.query<{ position: string }>(
    `select xid::text || '.' || seq::text as position from outbox order by seq limit 40`,
  );
  return {
    named: { alpha: api.alpha.ids, beta: api.beta.ids, vendor: api.vendor.ids },
    ids: { alpha: idsOf('alpha'), beta: idsOf('beta') },
    words: ['canary', 'alpha', 'beta', 'Zoe', 'Berlin', '10.1.0', '10.2.0', '%', '_', "' or 1=1 --", '*'],
    cursors: [],
    positions: ['0.0', ...rows.map(({ position }) => position)],
    keys: ['note'],
    hashes: [],
  };
}

function remember(loot: Loot, text: string): void {
  const cursor = /"(?:next|cursor)":"([^"]{4,500})"/.exec(text)?.[1];
  if (cursor && loot.cursors.length < 500) loot.cursors.push(cursor);
}

/** Records of what was tried name what was tried. */
const records = ['audit_entry', 'idempotency_key'];

async function strayWords(api: Api, neighbours: Record<Side, Neighbour>): Promise<string[]> {
  const found: string[] = [];
  for (const meta of registeredTables.values()) {
    if (meta.kind !== 'tenant' || records.includes(meta.name)) continue;
    for (const [side, other] of [sides, [...sides].reverse()] as [Side, Side][]) {
      const words = [...Object.values(api[other].canaries).flat(), neighbours[other].word];
      const { rows } = await api.t.db.owner.query(
        `select count(*)::int as n from public.${meta.name} t where tenant_id = $1 and t::text like any($2)`,
        [api[side].tenant.id, words.map((word) => `%${word}%`)],
      );
      if (rows[0].n > 0) found.push(`${meta.name} of ${side} holds words of ${other}`);
    }
  }
  return found;
}
