import { createHash } from 'node:crypto';
import type { Topic } from '#kernel/contract/contract.ts';
import { type Door, doors } from '#kernel/contract/fields.ts';
import { doorPrefix, doorsOf, graphPath } from '#kernel/http/doors.ts';
import { modules } from '#modules/list.ts';
import { described, exampleOf, referencesOf } from '../examples.ts';
import { graphFields, graphRequest } from '../graph-fields.ts';
import { type Declared, declared, requestOf } from '../operations.ts';
import { rowNamed } from '../provider.ts';
import type { Somebody } from './actors.ts';
import type { Random } from './random.ts';
import type { Ask } from './server.ts';

export const transports = ['rest', 'file', 'graphql', 'sse', 'websocket', 'other'] as const;
export type Transport = (typeof transports)[number];

export interface Attempt extends Ask {
  transport: Transport;
  door: Door;
  /** `customers.list`, or what else is asked. */
  what: string;
  by: Somebody;
  /** Whose credentials are in the same request: either may be answered, and nobody else. */
  also: Somebody | null;
  /** Its answer shows a secret to whom it was made for. */
  makesSecrets: boolean;
}

/** What was seen on the way and is tried again with other credentials. */
export interface Loot {
  /** Ids by whose they are: the names that inputs use, and everything else. */
  named: Record<'alpha' | 'beta' | 'vendor', Record<string, string>>;
  ids: Record<'alpha' | 'beta', string[]>;
  words: string[];
  cursors: string[];
  positions: string[];
  keys: string[];
  hashes: string[];
}

const topics = modules.flatMap(({ contract }) => Object.keys(contract.realtime as Record<string, Topic>));
const isFile = ({ operation }: Declared) => operation.out.kind === 'file';
const queries = declared.filter(({ operation }) => operation.kind === 'query' && operation.for.length > 0);
const commands = declared.filter(({ operation }) => operation.kind === 'command' && operation.for.length > 0);
const files = declared.filter((d) => isFile(d) || /\/files|\.csv|export/.test(d.operation.path));
const makesSecrets = ({ operation: { out } }: Declared) =>
  'resource' in out &&
  Object.values(out.resource.fields).some((field) => (field as { class: string }).class === 'once');
const otherPaths = [
  '/',
  '/metrics',
  '/health/ready',
  '/login',
  '/customer-portal',
  '/customer-portal/billing',
  '/tenant-portal/customers',
  '/api/openapi/isp.json',
  '/api/openapi/platform.json',
  '/api/auth/isp/get-session',
  '/api/auth/customer/list-sessions',
  '/api/auth/platform/admin/list-users',
  '/api/v1/../../etc/passwd',
  '/files/',
  '/assets/../../data/files',
];

export const doorPort = (door: Door): 'isp' | 'platform' =>
  (doorsOf.isp as readonly Door[]).includes(door) ? 'isp' : 'platform';

/** Draws requests as somebody would who has real credentials and wants more than is theirs. */
export function requests(random: Random, loot: Loot, people: readonly Somebody[]) {
  const { pick, chance } = random;
  const foreign = (by: Somebody) =>
    by.side === 'alpha' ? 'beta' : by.side === 'beta' ? 'alpha' : pick(['alpha', 'beta'] as const);

  /** An id for a field: mostly somebody else's, of the right kind or of any; for queries often one's own. */
  function idFor(by: Somebody, of: Declared, field: string, own: number): string {
    // The vendor may suspend a provider, and then nothing more would be seen of it.
    if (by.door === 'platform' && own === 0) return namedIn(loot.named.vendor, of, field) ?? random.uuid();
    const from = by.side && chance(own) ? loot.named[by.side] : loot.named[chance(0.3) ? 'vendor' : foreign(by)];
    const named = namedIn(from, of, field);
    if (named && chance(0.8)) return named;
    return chance(0.85) ? pick(loot.ids[foreign(by)]) : random.uuid();
  }

  function inputFor(by: Somebody, of: Declared): Record<string, unknown> {
    const isQuery = of.operation.kind === 'query';
    const input = exampleOf(of.key, of.operation);
    for (const { name, many } of referencesOf(of.operation)) {
      if (!(name in input) && chance(isQuery ? 0.6 : 0.3)) continue;
      const id = idFor(by, of, name, isQuery ? 0.5 : 0);
      input[name] = many ? [id, ...(chance(0.3) ? [pick(loot.ids[foreign(by)])] : [])] : id;
    }
    if (!isQuery) return input;
    for (const [name, values] of Object.entries(described(of.operation.in).properties ?? {})) {
      if (name in input || !chance(0.25)) continue;
      if (name === 'cursor') input[name] = loot.cursors.length > 0 ? pick(loot.cursors) : undefined;
      else if (name === 'limit') input[name] = pick([1, 50, 200]);
      else if (values.enum) input[name] = pick(values.enum);
      else if (values.type === 'boolean') input[name] = chance(0.5);
      else if (values.type === 'string' && !values.format && !values.pattern) input[name] = pick(loot.words);
    }
    return input;
  }

  /** Headers by which others have let themselves be told who somebody is. */
  function tricks(by: Somebody): Record<string, string> {
    const headers: Record<string, string> = {};
    if (chance(0.15))
      headers[pick(['x-tenant-id', 'x-target-tenant-id', 'x-active-tenant-id'])] = loot.named[foreign(by)]['tenant']!;
    if (chance(0.05)) headers['x-forwarded-host'] = `${foreign(by)}.example.test`;
    if (chance(0.05)) headers['x-http-method-override'] = 'GET';
    if (chance(0.03)) headers['x-test-caller'] = JSON.stringify({ tenant: foreign(by) });
    if (chance(0.05)) headers['authorization'] = 'Bearer eyJhbGciOiJub25lIn0.eyJ0ZW5hbnQiOiJiZXRhIn0.';
    return headers;
  }

  function attempt(by: Somebody, door: Door, transport: Transport, what: string, ask: Partial<Ask>): Attempt {
    const also = chance(0.01) ? pick(people) : null;
    const headers = { ...by.headers, ...also?.headers, ...tricks(by), ...ask.headers };
    const asked = { which: doorPort(door), method: 'GET', path: '/', ...ask, headers };
    return { ...asked, transport, door, what, by, also, makesSecrets: false };
  }

  /** The door one belongs to, or another's. */
  const doorFor = (by: Somebody, of: Declared | null): Door => {
    if (of?.operation.for.includes(by.door) && chance(0.75)) return by.door;
    return chance(0.7) ? by.door : of && chance(0.6) ? pick(of.operation.for) : pick(doors);
  };

  function rest(by: Somebody, transport: 'rest' | 'file'): Attempt {
    const mine = (list: Declared[]) => list.filter(({ operation }) => operation.for.includes(by.door));
    const from = transport === 'file' ? files : chance(0.75) ? queries : commands;
    const offered = chance(0.7) ? mine(from) : from;
    const of = pick(offered.length > 0 ? offered : from);
    const door = doorFor(by, of);
    const { method, url, body } = requestOf(of.operation, door, inputFor(by, of));
    const path = chance(0.02) ? url.replace('/api/v1', pick(['/api//v1', '/API/v1', '/api/v1/%2e', '/api/v1/.'])) : url;
    const headers: Record<string, string> = {};
    if (body) headers['content-type'] = 'application/json';
    if (method !== 'GET' && chance(0.4)) {
      const key = chance(0.7) && loot.keys.length > 0 ? pick(loot.keys) : random.uuid();
      headers['idempotency-key'] = key;
      if (loot.keys.length < 500) loot.keys.push(key);
    }
    const ask = { method, path, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    return {
      ...attempt(by, door, transport, of.key, ask),
      makesSecrets: makesSecrets(of) && of.operation.kind === 'command',
    };
  }

  function graphql(by: Somebody): Attempt {
    const offered = graphFields.filter(({ operation }) => operation.for.includes(by.door));
    const of = pick(offered.length > 0 && chance(0.85) ? offered : graphFields);
    const door = doorFor(by, of);
    const request = graphRequest(of, door, inputFor(by, of));
    const hash = createHash('sha256').update(request.query).digest('hex');
    const persistedQuery = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
    let sent: object = request;
    if (chance(0.1)) sent = { ...request, ...persistedQuery(hash) };
    else if (chance(0.05) && loot.hashes.length > 0)
      sent = { variables: request.variables, ...persistedQuery(pick(loot.hashes)) };
    else if (chance(0.05)) sent = { query: '{ __schema { types { name fields { name description } } } }' };
    if (loot.hashes.length < 500) loot.hashes.push(hash);
    const ask = {
      method: 'POST',
      path: graphPath(door),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sent),
    };
    return { ...attempt(by, door, 'graphql', of.key, ask), makesSecrets: makesSecrets(of) && of.root === 'mutation' };
  }

  function sse(by: Somebody): Attempt {
    const door = doorFor(by, null);
    const names = Array.from({ length: 1 + random.below(3) }, () => pick(topics));
    const after: Record<string, string> = chance(0.7) ? { 'last-event-id': pick(loot.positions) } : {};
    const path = `${doorPrefix[door]}/realtime/${names.join(',')}`;
    return attempt(by, door, 'sse', names.join(','), { path, headers: after, streamMs: 60 });
  }

  function websocket(by: Somebody): Attempt {
    const door = doorFor(by, null);
    const path = pick([
      graphPath(door),
      `${doorPrefix[door]}/realtime/${pick(topics)}`,
      '/ws',
      `${doorPrefix[door]}/realtime/ws/sessions`,
    ]);
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.from(random.uuid().slice(0, 16)).toString('base64'),
      'sec-websocket-protocol': 'graphql-transport-ws',
    };
    return attempt(by, door, 'websocket', path, { path, headers, streamMs: 60 });
  }

  const other = (by: Somebody): Attempt => {
    const path = pick(otherPaths);
    return attempt(by, pick(['isp', 'platform'] as const), 'other', path, { path });
  };

  return (): Attempt => {
    const by = pick(people);
    const at = random.next();
    if (at < 0.55) return rest(by, 'rest');
    if (at < 0.67) return rest(by, 'file');
    if (at < 0.92) return graphql(by);
    if (at < 0.95) return sse(by);
    if (at < 0.96) return websocket(by);
    return other(by);
  };
}

/** The row that a field names, if somebody has such a one. */
function namedIn(ids: Record<string, string>, of: Declared, field: string): string | undefined {
  try {
    return rowNamed(ids, of.operation, field);
  } catch {
    return undefined;
  }
}
