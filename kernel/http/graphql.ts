import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { createYoga, type Plugin, Repeater } from 'graphql-yoga';
import type { Caller } from '../context.ts';
import type { Topic } from '../contract/contract.ts';
import type { Door } from '../contract/fields.ts';
import { AppError, errorCodes, invalid } from '../errors.ts';
import { type GraphCalls, graphCalls, graphError } from '../graphql/calls.ts';
import { assertAffordable } from '../graphql/cost.ts';
import { type Follow, graphSchema, type Told } from '../graphql/schema.ts';
import type { Kernel } from '../kernel.ts';
import { graphPath } from './doors.ts';
import { callerOf, type Identify } from './rest.ts';
import { assertFollows, type EventSource, follow, idsOf } from './topics.ts';

const longestDocument = 20_000;
const rememberedDocuments = 1000;
const recheckMs = 15_000;

interface Asked {
  calls: GraphCalls;
  requestId: string;
  /** Who asks now: a session may have ended since the request began. */
  again: () => Promise<Caller>;
}
const isOurs = (code: unknown) => (errorCodes as readonly unknown[]).includes(code);

/** What a resolver threw: a refusal says its code, anything else is a defect and says nothing. */
const maskError = (error: unknown): Error => {
  if (error instanceof GraphQLError && (isOurs(error.extensions['code']) || !error.originalError)) return error;
  return graphError(error instanceof GraphQLError ? error.originalError : error, '');
};

/**
 * Refuses what costs too much before it runs; puts our code and the request's id into every error. What is wrong with a
 * request itself is `invalid`.
 */
const manners: Plugin<object, Asked> = {
  onExecute: ({ args }) => assertAffordable(args.schema, args.document, args.operationName, args.variableValues ?? {}),
  onSubscribe: ({ args }) =>
    assertAffordable(args.schema, args.document, args.operationName, args.variableValues ?? {}),
  onResultProcess({ result, serverContext, setResult }) {
    if (Array.isArray(result) || Symbol.asyncIterator in result || !result.errors) return;
    const named = (error: GraphQLError) => {
      const { code, ...rest } = error.extensions;
      const extensions = { ...rest, code: isOurs(code) ? code : 'invalid', requestId: serverContext.requestId };
      return Object.assign(error, { extensions });
    };
    setResult({ ...result, errors: (result as ExecutionResult).errors?.map(named) ?? [] });
  },
};

/**
 * Documents by their SHA-256, so that a client sends a text once (the protocol of Apollo's automatic persisted queries).
 * With a list of allowed documents, no other is served.
 */
function persistedDocuments(allowed: ReadonlyMap<string, string> | undefined) {
  const seen = new Map<string, string>();
  return (params: { query?: unknown; extensions?: { persistedQuery?: { sha256Hash?: unknown } } }): string => {
    const { query } = params;
    const hash = params.extensions?.persistedQuery?.sha256Hash;
    if (typeof query === 'string' && query.length > longestDocument)
      throw invalid(`A request may be ${longestDocument} characters long; send values as variables.`, 'query');
    if (allowed) {
      const digest = typeof query === 'string' ? createHash('sha256').update(query).digest('hex') : String(hash);
      const text = allowed.get(digest);
      if (!text) throw new AppError('forbidden', 'Only the documents on the list of this installation are served.');
      return text;
    }
    if (typeof hash !== 'string') {
      if (typeof query !== 'string' || query === '') throw invalid('query: Send a GraphQL document.', 'query');
      return query;
    }
    if (typeof query !== 'string') {
      const known = seen.get(hash);
      // The words by which clients know that they have to send the text as well.
      if (!known) throw new AppError('not_found', 'PersistedQueryNotFound');
      return known;
    }
    if (createHash('sha256').update(query).digest('hex') !== hash)
      throw invalid('extensions.persistedQuery.sha256Hash: This is the hash of another document.', 'extensions');
    if (seen.size >= rememberedDocuments) seen.delete(seen.keys().next().value!);
    seen.set(hash, query);
    return query;
  };
}

/** Variables and extensions of a GET travel as JSON. */
function fromQuery(query: Record<string, unknown>): Record<string, unknown> {
  const parsed = (name: string) => {
    const text = query[name];
    if (typeof text !== 'string') return undefined;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new AppError('invalid', `${name}: Send JSON.`, { field: name, cause });
    }
  };
  return { ...query, variables: parsed('variables'), extensions: parsed('extensions') };
}

/**
 * Mounts a door's graph: one endpoint for queries, mutations, and subscriptions as server-sent events. Every field of the
 * root and every relation is a call of `invoke()`.
 * @param allowed documents by their SHA-256, when no others may be asked
 */
export function mountGraphql(
  app: FastifyInstance,
  kernel: Kernel,
  door: Door,
  identify: Identify,
  events: EventSource,
  allowed?: ReadonlyMap<string, string>,
): void {
  const topics = new Map(kernel.modules.flatMap(({ contract }) => Object.entries<Topic>(contract.realtime)));
  const following: Follow = (name, after, context) => {
    const { calls, again } = context as Asked;
    const topic = topics.get(name)!;
    try {
      assertFollows(calls.caller, topic);
    } catch (error) {
      throw graphError(error, calls.caller.requestId);
    }
    return new Repeater<Told>(async (push, stop) => {
      // A listener that does not read ends; it comes again with the position it has reached.
      const tell = (told: Told) => void Promise.resolve(push(told)).catch(() => stop());
      const { stop: unfollow, ready } = follow(events, topic.events, calls.caller, after, {
        event: (event) => tell({ name: event.name, at: event.at, position: event.position, ids: idsOf(event) }),
        reset: (position) =>
          tell({ name: 'reset', at: new Date(kernel.clock.nowMs()).toISOString(), position, ids: {} }),
      });
      const recheck = setInterval(
        () =>
          again()
            .then((caller) => assertFollows(caller, topic))
            .catch(() => stop()),
        recheckMs,
      );
      try {
        await Promise.race([ready, stop]);
        await stop;
      } finally {
        clearInterval(recheck);
        unfollow();
      }
    });
  };

  const path = graphPath(door);
  const yoga = createYoga<Asked>({
    schema: graphSchema(kernel.modules, door, following),
    graphqlEndpoint: path,
    plugins: [manners],
    maskedErrors: { maskError },
    graphiql: false,
    landingPage: false,
    batching: false,
    cors: false,
    logging: false,
    multipart: false,
  });
  const documentOf = persistedDocuments(allowed);

  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = await callerOf(identify, door, request);
    const params = request.method === 'GET' ? fromQuery(request.query as Record<string, unknown>) : request.body;
    if (typeof params !== 'object' || params === null || Array.isArray(params)) throw invalid('Send a JSON object.');
    const { operationName, variables } = params as Record<string, unknown>;
    const body = { query: documentOf(params), operationName, variables };
    const url = new URL(path, 'http://graph');
    if (request.method === 'GET') {
      url.searchParams.set('query', body.query);
      if (typeof operationName === 'string') url.searchParams.set('operationName', operationName);
      if (variables !== undefined) url.searchParams.set('variables', JSON.stringify(variables));
    }
    const asked: Asked = {
      calls: graphCalls(kernel, caller),
      requestId: caller.requestId,
      again: () => callerOf(identify, door, request),
    };
    const response = await yoga.fetch(
      url.href,
      {
        method: request.method,
        headers: { accept: request.headers.accept ?? 'application/json', 'content-type': 'application/json' },
        ...(request.method === 'GET' ? {} : { body: JSON.stringify(body) }),
      },
      asked,
    );
    reply.status(response.status);
    for (const [name, value] of response.headers) if (name !== 'content-length') reply.header(name, value);
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    return reply.send(isStream && response.body ? Readable.from(response.body) : await response.text());
  };
  app.route({ method: ['GET', 'POST'], url: path, handler: serve });
}
