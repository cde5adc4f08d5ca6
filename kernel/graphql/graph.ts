import type { z } from 'zod';
import type { AnyContract, FieldsOf, Operation } from '../contract/contract.ts';
import type { AnyResource } from '../contract/fields.ts';

/** A field of a type that leads to rows of another resource: one operation answers for all parents of a request at once. */
export interface Relation {
  readonly on: readonly AnyResource[];
  readonly name: string;
  readonly description: string;
  /** `subscriptions.ofCustomers`: a query with a list of ids in its input. */
  readonly operation: string;
  /** Field of the parent that holds the id. */
  readonly from: string;
  /** Field of the input that takes the ids; its other fields are arguments of the relation. */
  readonly ids: string;
  /** Field of each answered row that says whose it is. */
  readonly match: string;
  readonly many: boolean;
}

/** What a module adds to the graph. */
export interface Graph {
  readonly contract: AnyContract;
  /** Operations by the name of their field in the graph. */
  readonly queries: Readonly<Record<string, string>>;
  readonly mutations: Readonly<Record<string, string>>;
  readonly relations: readonly Relation[];
}

type NamesOf<C extends AnyContract, K extends 'query' | 'command'> = {
  [N in keyof C['operations']]: C['operations'][N] extends Operation & { kind: K; out: { kind: infer O } }
    ? O extends 'file'
      ? never
      : N
    : never;
}[keyof C['operations']] &
  string;

/** The operations of a contract that are in the graph, and what leads on from its resources. Files stay with REST. */
export const graph = <C extends AnyContract>(
  contract: C,
  parts: {
    queries?: Record<string, NamesOf<C, 'query'>>;
    mutations?: Record<string, NamesOf<C, 'command'>>;
    relations?: readonly Relation[];
  },
): Graph => ({
  contract,
  queries: parts.queries ?? {},
  mutations: parts.mutations ?? {},
  relations: parts.relations ?? [],
});

interface Leading<R, C extends AnyContract, K extends keyof C['operations']> {
  name: string;
  description: string;
  of: C;
  operation: K;
  from: keyof FieldsOf<R> & string;
  ids: keyof z.input<C['operations'][K]['in']> & string;
  match: C['operations'][K]['out'] extends { kind: 'many'; resource: infer O } ? keyof FieldsOf<O> & string : never;
}
const relation =
  (many: boolean) =>
  <R extends AnyResource, C extends AnyContract, K extends keyof C['operations'] & string>(
    on: R | readonly R[],
    { of, operation, ...spec }: Leading<R, C, K>,
  ): Relation => ({ ...spec, on: [on].flat() as AnyResource[], many, operation: `${of.name}.${operation}` });

/** All rows that belong to the parent. */
export const leadsToMany = relation(true);
/** The row that the parent names, if it names one and it is there. */
export const leadsToOne = relation(false);
