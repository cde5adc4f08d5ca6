import { type GraphQLSchema, lexicographicSortSchema } from 'graphql';
import type { AnyContract, Operation, Output, Topic } from '../contract/contract.ts';
import type { AnyResource, Door } from '../contract/fields.ts';
import type { Module } from '../module.ts';
import type { GraphCalls } from './calls.ts';
import type { Relation } from './graph.ts';
import { graphTypes, inputFrom, newBuilder, type Row } from './types.ts';

/** What a follower of a topic is told: which event and about which rows, never their content. */
export interface Told {
  name: string;
  at: string;
  /** Place in the stream. */
  position: string;
  ids: Record<string, string>;
}
/** Follows a topic for the caller of a request, from a place in the stream or from now on. */
export type Follow = (topic: string, after: string | undefined, context: never) => AsyncIterable<Told>;

const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const notThere: Follow = () => {
  throw new Error('This schema is for reading; nobody is served by it.');
};

/** A field of a graph whose operation is called: with its arguments, except those that the graph supplies. */
interface Called {
  contract: AnyContract;
  operation: Operation;
  key: string;
}

/**
 * The graph of one door: types from its views of the resources, fields from each module's `graph.ts`. What the door is not
 * offered is not in it. @throws Error when a graph names what its contract does not have
 */
export function graphSchema(modules: readonly Module[], door: Door, follow: Follow = notThere): GraphQLSchema {
  const graphs = modules.flatMap((m) => m.graph ?? []);
  const operations = new Map<string, Called>(
    modules.flatMap(({ contract }) =>
      Object.entries<Operation>(contract.operations).map(([name, operation]) => {
        const key = `${contract.name}.${name}`;
        return [key, { key, contract, operation }] as const;
      }),
    ),
  );
  const called = (key: string): Called => {
    const found = operations.get(key);
    if (!found) throw new Error(`The graph names ${key}, which no module declares.`);
    return found;
  };
  const isHere = ({ operation }: Called) => operation.for.includes(door);
  const relations = graphs.flatMap((g) => g.relations);

  const builder = newBuilder();
  const { resourceType, argumentsOf } = graphTypes(builder, door, (resource, t) =>
    Object.fromEntries(
      relations
        .filter((r) => r.on.includes(resource) && isHere(called(r.operation)))
        .map((r) => [r.name, leading(r, t)]),
    ),
  );

  function leading(relation: Relation, t: never): unknown {
    const { contract, operation } = called(relation.operation);
    const type = resourceType((operation.out as { resource: AnyResource }).resource, contract.name);
    return (t as Maker).field({
      type: relation.many ? [type] : type,
      // What cannot be had shows its error and leaves the rest of the answer alone.
      nullable: true,
      description: relation.description,
      args: argumentsOf(contract, operation.in, relation.name, [relation.ids], t),
      resolve: (row: Row, args: Row, { calls }: Context) =>
        typeof row[relation.from] === 'string'
          ? calls.related(relation, row[relation.from] as string, inputFrom(operation.in, args))
          : null,
    });
  }

  const pages = new Map<string, unknown>();
  function answer(out: Output, contract: AnyContract): { type: unknown; unpack: (view: unknown) => unknown } {
    if (!('resource' in out)) return { type: 'Boolean', unpack: () => true };
    const type = resourceType(out.resource, contract.name);
    if (out.kind === 'one') return { type, unpack: (view) => view };
    if (out.kind === 'many') return { type: [type], unpack: (view) => (view as { items: unknown }).items };
    const name = `${out.resource.name}Page`;
    if (!pages.has(name))
      pages.set(
        name,
        builder.objectRef<{ items: Row[]; next: string | null }>(name).implement({
          fields: (t) => ({
            items: t.field({ type: [type] as never, resolve: (p) => p.items as never }),
            next: t.string({
              nullable: true,
              description: '`cursor` of the next page; null on the last.',
              resolve: (p) => p.next,
            }),
          }),
        }),
      );
    return { type: pages.get(name), unpack: (view) => view };
  }

  const offered = (kind: 'queries' | 'mutations') =>
    graphs.flatMap((g) =>
      Object.entries(g[kind])
        .map(([field, name]) => ({ field, ...called(`${g.contract.name}.${name}`) }))
        .filter(isHere),
    );
  function root(kind: 'queries' | 'mutations', t: never): Row {
    const fields: Row = {};
    for (const { field, contract, operation, key } of offered(kind)) {
      if (fields[field]) throw new Error(`Two modules put ${field} into the graph.`);
      const { type, unpack } = answer(operation.out, contract);
      fields[field] = (t as Maker).field({
        type,
        nullable: true,
        description: describe(operation),
        args: argumentsOf(contract, operation.in, field, [], t),
        async resolve(_: unknown, args: Row, { calls }: Context, info: { path: { key: string } }) {
          const input = inputFrom(operation.in, args);
          return unpack(
            await (kind === 'queries' ? calls.query(key, input) : calls.command(key, input, info.path.key)),
          );
        },
      });
    }
    return fields;
  }
  builder.queryType({
    fields: (t) => ({
      door: t.string({ description: 'Whose graph this is.', resolve: () => door }),
      ...(root('queries', t as never) as object),
    }),
  });
  if (offered('mutations').length > 0) builder.mutationType({ fields: (t) => root('mutations', t as never) as never });

  const topics = modules.flatMap(({ contract }) =>
    Object.entries<Topic>(contract.realtime).filter(([, topic]) => topic.for.includes(door)),
  );
  if (topics.length > 0) {
    const told = builder.objectRef<Told>('RealtimeEvent').implement({
      description: 'That something happened, and to which rows. Ask for them to see what they are now.',
      fields: (t) => ({
        name: t.exposeString('name', {
          description: '`reset`: more was missed than is kept; ask for everything again.',
        }),
        at: t.field({ type: 'DateTime', resolve: (e) => e.at }),
        position: t.exposeString('position', { description: '`after` of a subscription that goes on from here.' }),
        ids: t.field({ type: 'JSON', resolve: (e) => e.ids }),
      }),
    });
    builder.subscriptionType({
      // A subscription is something else here: what a customer has bought.
      name: 'Realtime',
      fields: (t) =>
        Object.fromEntries(
          topics.map(([name, { can }]) => [
            camel(name),
            t.field({
              type: told,
              description: `Events of the topic ${name}. Needs ${can}.`,
              args: { after: t.arg.string() },
              subscribe: (_, { after }, context) => follow(name, after ?? undefined, context as never),
              resolve: (event) => event as unknown as Told,
            }),
          ]),
        ) as never,
    });
  }
  return lexicographicSortSchema(builder.toSchema());
}

interface Maker {
  field(options: unknown): unknown;
}
interface Context {
  calls: GraphCalls;
}
const describe = ({ summary, description, can }: Operation) =>
  `${summary}. ${description ? `${description} ` : ''}${can === 'anyone' ? 'For anyone.' : can === 'signed-in' ? 'For whoever has signed in.' : `Needs ${can}.`}`;
