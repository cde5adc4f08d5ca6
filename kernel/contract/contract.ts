import type { z } from 'zod';
import type { AnyResource, DataClass, Door, Fields, Row, ValueField, View } from './fields.ts';

// ---- outputs: always a resource, so that a view exists for every door -------------------------------------------------

export type Output =
  | { readonly kind: 'one' | 'page' | 'many'; readonly resource: AnyResource }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'file'; readonly mediaType: string };
export const one = <R extends AnyResource>(resource: R) => ({ kind: 'one', resource }) as const;
/** A keyset page: `{ items, next }`. */
export const page = <R extends AnyResource>(resource: R) => ({ kind: 'page', resource }) as const;
/** A list that is short by nature (roles, plan names): `{ items }`. */
export const many = <R extends AnyResource>(resource: R) => ({ kind: 'many', resource }) as const;
export const nothing = () => ({ kind: 'nothing' }) as const;
/** A download, e.g. a CSV export; its columns come from a resource's view (see `kernel/csv.ts`). */
export const file = (mediaType: string) => ({ kind: 'file', mediaType }) as const;

export interface FileBody {
  filename: string;
  body: string | Uint8Array;
}

/** What the service returns for an output. */
export type Returned<O> = O extends { kind: 'one'; resource: infer R }
  ? Row<R>
  : O extends { kind: 'page'; resource: infer R }
    ? { items: Row<R>[]; next: string | null }
    : O extends { kind: 'many'; resource: infer R }
      ? { items: Row<R>[] }
      : O extends { kind: 'file' }
        ? FileBody
        : // biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing has this type
          undefined | void;
/** What a door receives for an output. */
export type Received<O, D extends Door> = O extends { kind: 'one'; resource: infer R }
  ? View<R, D>
  : O extends { kind: 'page'; resource: infer R }
    ? { items: View<R, D>[]; next: string | null }
    : O extends { kind: 'many'; resource: infer R }
      ? { items: View<R, D>[] }
      : O extends { kind: 'file' }
        ? File
        : undefined;

// ---- operations -------------------------------------------------------------------------------------------------------

/** `area.thing:verb`, or: `anyone` (no sign-in), `signed-in` (no particular permission: one's own things). */
export type Permission = `${string}.${string}:${string}` | 'anyone' | 'signed-in';
/** Where people use the operation: a page's path; or why it has no page. */
export type UsedAt = `/${string}` | { none: 'device' | 'metrics' | 'shell' | 'internal' | 'import' | 'graph' };

interface Spec<F extends readonly Door[], I extends z.ZodType, O extends Output> {
  /** One line, shown in the API reference and in the audit trail. */
  summary: string;
  description?: string;
  /** The doors it is mounted on. None: only other modules may call it. */
  for: F;
  can: Permission;
  in: I;
  out: O;
  ui: UsedAt | readonly UsedAt[];
  /** Calls allowed per actor (or address, when anonymous) and minute. */
  perMinute?: number;
}
export interface Operation<
  K extends 'query' | 'command' = 'query' | 'command',
  F extends readonly Door[] = readonly Door[],
  I extends z.ZodType = z.ZodType,
  O extends Output = Output,
  E extends readonly string[] = readonly string[],
> extends Spec<F, I, O> {
  readonly kind: K;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the door's prefix, with `{param}` placeholders that are fields of `in`. */
  readonly path: string;
  readonly emits: E;
}

export const query = <const F extends readonly Door[], I extends z.ZodType, const O extends Output>(
  route: `GET /${string}`,
  spec: Spec<F, I, O>,
): Operation<'query', F, I, O, []> => ({ ...spec, kind: 'query', ...split(route), emits: [] });

export const command = <
  const F extends readonly Door[],
  I extends z.ZodType,
  const O extends Output,
  const E extends readonly string[] = [],
>(
  route: `${'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`,
  spec: Spec<F, I, O> & { emits?: E },
): Operation<'command', F, I, O, E> => ({
  ...spec,
  kind: 'command',
  ...split(route),
  emits: spec.emits ?? ([] as unknown as E),
});

function split(route: string) {
  const [method, path] = route.split(' ') as [Operation['method'], string];
  return { method, path };
}

// ---- contracts --------------------------------------------------------------------------------------------------------

/** An event's payload: classified fields, because webhooks, exports and realtime publish it. */
export type EventFields = Record<string, ValueField<z.ZodType, Exclude<DataClass, 'secret' | 'once'>>>;
/** A realtime topic: subscribers of `/realtime/<name>` are told the event's name and ids, never its content. */
export interface Topic {
  readonly events: readonly string[];
  readonly for: readonly Door[];
  readonly can: Permission;
}
export type Operations = Record<string, Operation>;

export interface Contract<
  N extends string = string,
  O extends Operations = Operations,
  E extends Record<string, EventFields> = Record<string, EventFields>,
> {
  readonly name: N;
  /** Heading under which the API reference shows it. */
  readonly title: string;
  readonly operations: O;
  readonly events: E;
  readonly realtime: Record<string, Topic>;
}
// biome-ignore lint/suspicious/noExplicitAny: any contract, whatever its events
export type AnyContract = Contract<string, any, any>;

/** Operations whose `emits` names an event that the contract does not declare become `never`, so they do not compile. */
type Emitting<O extends Operations, E> = {
  [K in keyof O]: O[K]['emits'][number] extends keyof E ? O[K] : never;
};

/** Declares a module's operations and events: the single source of routes, clients, permissions, audit and the laws. */
export function contract<
  const N extends string,
  O extends Operations,
  E extends Record<string, EventFields> = Record<never, EventFields>,
>(spec: {
  name: N;
  title: string;
  operations: O & Emitting<O, E>;
  events?: E;
  realtime?: Record<string, Topic>;
}): Contract<N, O, E> {
  return { ...spec, events: spec.events ?? ({} as E), realtime: spec.realtime ?? {} };
}

export type EventPayload<E, K extends keyof E> = {
  [F in keyof E[K]]: E[K][F] extends ValueField<infer S> ? z.output<S> : never;
};
/** Names of the operations of a contract that a door offers. */
export type NamesFor<C extends AnyContract, D extends Door> = {
  [K in keyof C['operations']]: D extends C['operations'][K]['for'][number] ? K : never;
}[keyof C['operations']];

export type FieldsOf<R> = R extends { fields: infer F extends Fields } ? F : never;
