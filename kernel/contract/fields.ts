import { z } from 'zod';
import './messages.ts';

/** The doors people use. `device` listeners deliver and receive nothing, so they are not a door here. */
export const doors = ['isp', 'customer', 'partner', 'tenant', 'platform'] as const;
export type Door = (typeof doors)[number];

/**
 * What a value says about whom. `open`: anyone the operation serves. `internal`: operating staff only. `personal:*`: about a
 * person. `secret`: leaves the server never. `once`: a secret shown in the answer of the command that made it and nowhere else.
 */
export type DataClass =
  | 'open'
  | 'internal'
  | 'personal:subscriber'
  | 'personal:staff'
  | 'personal:partner'
  | 'secret'
  | 'once';

/** Which classes a door may receive. The one place that decides it, for types and at run time. */
export const sees = {
  isp: ['open', 'internal', 'personal:subscriber', 'personal:staff', 'personal:partner', 'once'],
  customer: ['open', 'personal:subscriber', 'once'],
  partner: ['open', 'personal:partner', 'once'],
  tenant: ['open', 'personal:staff', 'once'],
  platform: ['open', 'internal', 'personal:staff', 'once'],
} as const satisfies Record<Door, readonly DataClass[]>;
export type Sees<D extends Door> = (typeof sees)[D][number];

export interface ValueField<S extends z.ZodType = z.ZodType, C extends DataClass = DataClass> {
  readonly kind: 'value';
  readonly schema: S;
  readonly class: C;
}
/** A field that holds another resource; each door receives that resource's own view. */
export interface EmbedField<R = AnyResource, M extends 'one' | 'many' | 'maybe' = 'one' | 'many' | 'maybe'> {
  readonly kind: 'embed';
  readonly resource: R;
  readonly many: M;
  readonly class: 'open';
}
export type Field = ValueField | EmbedField;
export type Fields = Record<string, Field>;

const value =
  <C extends DataClass>(dataClass: C) =>
  <S extends z.ZodType>(schema: S): ValueField<S, C> => ({ kind: 'value', schema, class: dataClass });

export const open = value('open');
export const internal = value('internal');
export const secret = value('secret');
export const once = value('once');
/** A value about a person: whose it is decides which doors may see it. */
export const personal = <W extends 'subscriber' | 'staff' | 'partner', S extends z.ZodType>(
  whose: W,
  schema: S,
): ValueField<S, `personal:${W}`> => ({ kind: 'value', schema, class: `personal:${whose}` });

const embed =
  <M extends 'one' | 'many' | 'maybe'>(many: M) =>
  <R extends AnyResource>(resource: R): EmbedField<R, M> => ({ kind: 'embed', resource, many, class: 'open' });
export const embedOne = embed('one');
export const embedMany = embed('many');
export const embedMaybe = embed('maybe');

export interface Resource<N extends string = string, F extends Fields = Fields> {
  readonly name: N;
  readonly fields: F;
}
// biome-ignore lint/suspicious/noExplicitAny: a resource of any fields; Fields would make the recursion through embeds invariant
export type AnyResource = Resource<string, any>;

/** A noun of the product. Every field carries a data class; without one it does not type-check. */
export const resource = <N extends string, F extends Fields>(name: N, fields: F): Resource<N, F> => ({ name, fields });

/** Field names of a resource, for `pick`-style reuse in inputs: the schema of one field. */
export const schemaOf = <S extends z.ZodType>(field: ValueField<S>): S => field.schema;

// ---- what a service returns (Row) and what a door receives (View) ----------------------------------------------------

type Arity<M, T> = M extends 'many' ? T[] : M extends 'maybe' ? T | null : T;
type RowField<F> =
  F extends ValueField<infer S> ? z.output<S> : F extends EmbedField<infer R, infer M> ? Arity<M, Row<R>> : never;
type HiddenKeys<F extends Fields> = { [K in keyof F]: F[K]['class'] extends 'secret' | 'once' ? K : never }[keyof F];

/** The full row a service returns; secrets may be left out. The kit removes what the door may not see. */
export type Row<R> =
  R extends Resource<string, infer F>
    ? { [K in Exclude<keyof F, HiddenKeys<F>>]: RowField<F[K]> } & { [K in HiddenKeys<F>]?: RowField<F[K]> }
    : never;

type ViewField<F, D extends Door> =
  F extends ValueField<infer S> ? z.output<S> : F extends EmbedField<infer R, infer M> ? Arity<M, View<R, D>> : never;
type Simplify<T> = { [K in keyof T]: T[K] } & {};

/** What door `D` receives of a resource: the declared fields minus the classes it may not see. */
export type View<R, D extends Door> =
  R extends Resource<string, infer F>
    ? Simplify<
        {
          [K in keyof F as F[K]['class'] extends 'once' ? never : F[K]['class'] extends Sees<D> ? K : never]: ViewField<
            F[K],
            D
          >;
        } & { [K in keyof F as F[K]['class'] extends 'once' ? K : never]?: ViewField<F[K], D> }
      >
    : never;

// ---- common schemas ---------------------------------------------------------------------------------------------------

/** An instant as ISO 8601 in UTC, as the columns of `kernel/db` return it. */
export const instant = () => z.iso.datetime({ offset: true });
export const localDate = () => z.iso.date();
/** ISO 4217 alphabetic code. */
export const currencyCode = () => z.string().regex(/^[A-Z]{3}$/, 'Use a three-letter ISO 4217 code, such as EUR.');
/** Money as integer minor units of a currency carried beside it. */
export const minorUnits = () => z.int();
/** Identifier of a row; the same shape in every input. */
export const Id = z.object({ id: z.uuid() });
/** Ids whose rows are asked for together. */
export const idList = () => z.array(z.uuid()).min(1).max(100);
/** Rows for each of several parents, the newest first. */
export const each = () => z.coerce.number().int().min(1).max(50).default(10);
/** Keyset paging: pass `next` of the previous page as `cursor`. */
export const Paging = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
