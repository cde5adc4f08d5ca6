import DataLoader from 'dataloader';
import { GraphQLError } from 'graphql';
import type { Caller } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Kernel } from '../kernel.ts';
import type { Relation } from './graph.ts';
import type { Row } from './types.ts';

/** How many operations of one request run at once, so that one request cannot take all connections. */
const atOnce = 4;
/** As many ids as one operation takes (`laws/graphql.test.ts` holds them to it). */
export const idsAtOnce = 100;

/** An error as the graph says it: the sentence, and code, field and request in its extensions. */
export function graphError(cause: unknown, requestId: string): GraphQLError {
  const known =
    cause instanceof AppError ? cause : new AppError('internal', 'Something went wrong on our side.', { cause });
  const { code, field, issues, retryAfterSeconds } = known;
  return new GraphQLError(known.message, {
    extensions: {
      code,
      ...(field ? { field } : {}),
      ...(issues && issues.length > 1 ? { issues } : {}),
      ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
      requestId,
    },
  });
}

export type GraphCalls = ReturnType<typeof graphCalls>;

/** The calls of one request: every one through `invoke()`, those for rows of many parents gathered into one. */
export function graphCalls(kernel: Kernel, caller: Caller) {
  let running = 0;
  const waiting: (() => void)[] = [];
  let loaders = new Map<string, DataLoader<string, unknown>>();

  async function invoke(key: string, input: Row, of: Caller = caller): Promise<unknown> {
    if (running >= atOnce) await new Promise<void>((next) => waiting.push(next));
    else running += 1;
    try {
      return await kernel.invoke(of, key, input);
    } catch (error) {
      if (!(error instanceof AppError))
        kernel.log.error({ err: error, operation: key }, 'an answer could not be given');
      throw graphError(error, caller.requestId);
    } finally {
      // The place is handed on, or given back.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    caller,
    query: invoke,
    /** A command; each field of a request has an Idempotency-Key of its own, made from the request's. */
    async command(key: string, input: Row, field: string): Promise<unknown> {
      const { idempotencyKey } = caller;
      loaders = new Map();
      return invoke(key, input, idempotencyKey ? { ...caller, idempotencyKey: `${idempotencyKey}#${field}` } : caller);
    },
    /** Rows of a relation whose `match` is `id`; asked for together with those of other parents. */
    related(relation: Relation, id: string, args: Row): Promise<unknown> {
      const key = `${relation.operation}|${relation.match}|${relation.many}|${JSON.stringify(args)}`;
      let loader = loaders.get(key);
      if (!loader) {
        loader = new DataLoader(
          async (ids) => {
            const answer = await invoke(relation.operation, { ...args, [relation.ids]: ids });
            const found = Map.groupBy((answer as { items: Row[] }).items, (row) => row[relation.match]);
            return ids.map((each) => (relation.many ? (found.get(each) ?? []) : (found.get(each)?.[0] ?? null)));
          },
          { maxBatchSize: idsAtOnce },
        );
        loaders.set(key, loader);
      }
      return loader.load(id);
    },
  };
}
