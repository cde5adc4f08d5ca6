import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { callOut, type OutgoingAnswer } from '#kernel/outgoing.ts';

export interface Connection {
  url: string;
  token: string;
  verifyTls: boolean;
}
export type Endpoint = 'prefixes' | 'ip-addresses';

const pageSize = 500;
const mostRows = 50_000;
const attempts = 4;
const timeoutMs = 20_000;
const maxBytes = 20_000_000;

/** NetBox 2.x said statuses as numbers; from 3.0 on they are objects, in answers to some writes bare texts. */
const Status = z
  .union([z.object({ value: z.string() }), z.string()])
  .transform((s) => (typeof s === 'string' ? s : s.value));
const Brief = z.object({ id: z.int() }).nullish();
const Shared = { id: z.int(), status: Status, description: z.string().default(''), vrf: Brief };
/** What 3.x and 4.x have in common; the site of the one and the scope of the other are not asked for. */
export const Prefix = z.object({ ...Shared, prefix: z.string(), is_pool: z.boolean().default(false) });
export const Address = z.object({ ...Shared, address: z.string() });
const Named = z.object({ id: z.int(), name: z.string(), slug: z.string().optional() });
const listOf = <S extends z.ZodType>(item: S) => z.object({ count: z.int(), results: z.array(item) });
export type NetboxPrefix = z.output<typeof Prefix>;
export type NetboxAddress = z.output<typeof Address>;

/** What NetBox said about a request that it refused, field by field. */
export function refusal(text: string): string {
  try {
    const said: unknown = JSON.parse(text);
    if (said && typeof said === 'object' && !Array.isArray(said)) {
      if ('detail' in said) return String(said.detail);
      return Object.entries(said)
        .map(
          ([field, why]) =>
            `${field === '__all__' || field === 'non_field_errors' ? '' : `${field}: `}${[why].flat().join(' ')}`,
        )
        .join(' ')
        .slice(0, 300);
    }
  } catch {
    // Not JSON: a proxy in front of it said something.
  }
  return text
    .replaceAll(/<[^>]*>/g, ' ')
    .trim()
    .slice(0, 120);
}

/** NetBox is silent, overloaded or not NetBox. Not an `unavailable` of ours, which background work would wait for without end. */
export class NetboxAway extends Error {}

/** Tokens of NetBox 4.5 and later name themselves and are sent as Bearer; those before as Token. */
export const authorization = (token: string): string => `${token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${token}`;

const isPassing = ({ status }: OutgoingAnswer) => status === 429 || status >= 500;
const wait = (ms: number) => new Promise((next) => setTimeout(next, ms));

/**
 * The REST API of NetBox 3.x and 4.x, as far as addresses need it. Answers are checked; what passes (429, 5xx, silence) is
 * asked again with growing pauses, and only when asking twice does no harm.
 * @param pauseMs the first pause between attempts
 */
export function netboxClient({ url, token, verifyTls }: Connection, pauseMs = 500) {
  const base = url.replace(/\/+$/, '').replace(/\/api$/, '');

  async function ask<S extends z.ZodType>(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    shape: S,
    body?: object,
  ): Promise<z.output<S>> {
    for (let attempt = 1; ; attempt += 1) {
      let answer: OutgoingAnswer | undefined;
      let failure: unknown;
      try {
        answer = await callOut(`${base}/api/${path}`, {
          method,
          verifyTls,
          timeoutMs,
          maxBytes,
          headers: {
            accept: 'application/json',
            authorization: authorization(token),
            ...(body ? { 'content-type': 'application/json' } : {}),
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
      } catch (error) {
        failure = error;
      }
      if (answer && !isPassing(answer)) return read(answer, shape);
      // A lost POST may have been done; whoever sends it looks before sending again.
      const isAgain = method !== 'POST' || answer?.status === 429 || answer?.status === 503;
      const isOver = attempt >= attempts || !isAgain;
      if (failure && !(failure instanceof AppError && failure.code === 'unavailable')) throw failure;
      if (failure && isOver) throw new NetboxAway((failure as AppError).message);
      if (isOver)
        throw new NetboxAway(`NetBox answers ${answer?.status}: ${refusal(answer?.text ?? '')}. Try again later.`);
      const asked = Number(answer?.headers['retry-after']);
      await wait(Number.isFinite(asked) && asked > 0 ? Math.min(asked * 1000, 30_000) : pauseMs * 2 ** (attempt - 1));
    }
  }

  function read<S extends z.ZodType>(answer: OutgoingAnswer, shape: S): z.output<S> {
    const { status, text } = answer;
    if (status === 401 || status === 403)
      throw new AppError(
        'forbidden',
        `NetBox refuses the token (${status}): ${refusal(text)} Check it and its permissions.`,
        { field: 'token' },
      );
    if (status === 404)
      throw new AppError('not_found', 'NetBox does not know this; check its address, which ends before /api.', {
        field: 'url',
      });
    if (status >= 400) throw new AppError('conflict', `NetBox refuses: ${refusal(text)}`);
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch (cause) {
      throw new NetboxAway('What answers there is not NetBox: it sent no JSON.', { cause });
    }
    const checked = shape.safeParse(parsed);
    if (!checked.success)
      throw new NetboxAway(
        `NetBox answers in a form that is not known: ${checked.error.issues[0]?.path.join('.')} ${checked.error.issues[0]?.message}`,
        { cause: checked.error },
      );
    return checked.data;
  }

  async function all<S extends z.ZodType>(
    path: string,
    query: Record<string, string>,
    item: S,
  ): Promise<z.output<S>[]> {
    const rows: z.output<S>[] = [];
    // Counted here and not followed by `next`, whose host is often one that only NetBox knows.
    for (;;) {
      const params = new URLSearchParams({ ...query, limit: String(pageSize), offset: String(rows.length) });
      const { count, results } = await ask('GET', `${path}/?${params}`, listOf(item));
      rows.push(...results);
      if (count > mostRows)
        throw new AppError('limit', `NetBox has ${count} rows of ${path}; at most ${mostRows} are compared.`);
      if (results.length === 0 || rows.length >= count) return rows;
    }
  }

  const Made = z.object({ id: z.int() });
  return {
    /** Version, such as `4.2.3`. */
    async version(): Promise<string> {
      const status = await ask('GET', 'status/', z.object({ 'netbox-version': z.string() }));
      const version = status['netbox-version'];
      if (Number.parseInt(version, 10) < 3)
        throw new AppError('conflict', `NetBox ${version} is too old; 3.0 is the least.`, { field: 'url' });
      return version;
    },
    async vrfId(name: string): Promise<number> {
      const [found] = await all('ipam/vrfs', { name }, Named);
      if (!found) throw new AppError('not_found', `NetBox has no VRF ${name}.`, { field: 'vrfs' });
      return found.id;
    },
    async tenantId(slug: string): Promise<number> {
      const [found] = await all('tenancy/tenants', { slug }, Named);
      if (!found) throw new AppError('not_found', `NetBox has no tenant ${slug}.`, { field: 'tenantSlug' });
      return found.id;
    },
    /** @param vrfId null: the global table */
    prefixes: (vrfId: number | null) =>
      all('ipam/prefixes', { vrf_id: vrfId === null ? 'null' : String(vrfId) }, Prefix),
    addresses: (vrfId: number | null, parent: string) =>
      all('ipam/ip-addresses', { vrf_id: vrfId === null ? 'null' : String(vrfId), parent }, Address),
    /** The row at an address, when there is one: asked before it is made, since a lost answer may have made it. */
    async find(endpoint: Endpoint, vrfId: number | null, address: string): Promise<number | null> {
      const key = endpoint === 'prefixes' ? 'prefix' : 'address';
      const query = { vrf_id: vrfId === null ? 'null' : String(vrfId), [key]: address };
      const [found] = await all(`ipam/${endpoint}`, query, Made);
      return found?.id ?? null;
    },
    create: async (endpoint: Endpoint, body: object) => (await ask('POST', `ipam/${endpoint}/`, Made, body)).id,
    update: async (endpoint: Endpoint, id: number, body: object) =>
      (await ask('PATCH', `ipam/${endpoint}/${id}/`, Made, body)).id,
  };
}
export type NetboxClient = ReturnType<typeof netboxClient>;
