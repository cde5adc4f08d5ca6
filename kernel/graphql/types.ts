import SchemaBuilder from '@pothos/core';
import { z } from 'zod';
import type { AnyContract } from '../contract/contract.ts';
import { type AnyResource, type Door, type Field, type Fields, sees } from '../contract/fields.ts';
import type { GraphCalls } from './calls.ts';

export const newBuilder = () =>
  new SchemaBuilder<{
    DefaultFieldNullability: false;
    Context: { calls: GraphCalls };
    Scalars: {
      DateTime: { Input: string; Output: string };
      Date: { Input: string; Output: string };
      SafeInt: { Input: number; Output: number };
      JSON: { Input: unknown; Output: unknown };
    };
  }>({ defaultFieldNullability: false });
export type Builder = ReturnType<typeof newBuilder>;

/** What JSON Schema says of a value, as far as a type of the graph can say it too. */
interface Described {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  items?: Described;
  properties?: Record<string, Described>;
  required?: string[];
  anyOf?: Described[];
  description?: string;
}
/** A type of the graph: a name or reference, in a list or not, and whether nothing may stand for it. */
interface Typed {
  ref: unknown;
  list: boolean;
  nullable: boolean;
}
export type Row = Record<string, unknown>;

const pascal = (text: string) => text.replace(/(^|[-_ ]+)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
/** `-createdAt` is `createdAt_desc`; null when a value cannot be a name of the graph (GraphQL §2.1.9). */
function enumName(value: unknown): string | null {
  const name = String(value)
    .replace(/^-(.*)$/, '$1_desc')
    .replaceAll(/[-. ]/g, '_');
  return /^(?!__|true$|false$|null$)[A-Za-z_]\w*$/.test(name) ? name : null;
}
const int32 = 2 ** 31 - 1;

/** Types of one door's graph, made from its views of the resources and from the inputs of operations. */
export function graphTypes(builder: Builder, door: Door, leadingFrom: (resource: AnyResource, t: never) => Row) {
  const text = (name: 'DateTime' | 'Date', description: string) =>
    builder.scalarType(name, { description, serialize: (v) => v as string, parseValue: (v) => v as string });
  text('DateTime', 'An instant as ISO 8601 in UTC, such as 2026-03-01T08:00:00Z.');
  text('Date', 'A local date, such as 2026-03-01.');
  builder.scalarType('JSON', { description: 'Any value.', serialize: (v) => v, parseValue: (v) => v });
  builder.scalarType('SafeInt', {
    description: 'A whole number up to 2^53 - 1.',
    serialize: (v) => v as number,
    parseValue: (v) => v as number,
  });

  const named = new Map<string, unknown>();
  const resources = new Map<AnyResource, unknown>();

  /** Equal lists of values under one field name of a contract are one enumeration. */
  function enumOf(values: unknown[], place: Place): unknown {
    const names = values.map(enumName);
    if (names.includes(null) || new Set(names).size < names.length) return 'String';
    const key = `${place.contract}/${place.field}/${names.join()}`;
    const name = pascal(place.owner) + pascal(place.field);
    const known = named.get(key);
    if (known) return known;
    const made = builder.enumType(name, {
      values: Object.fromEntries(values.map((value, at) => [names[at]!, { value: value as string }])),
    });
    named.set(key, made);
    return made;
  }

  interface Place {
    contract: string;
    owner: string;
    field: string;
    input: boolean;
  }
  function typeOf(shape: Described, place: Place): Typed {
    const types = [shape.type].flat();
    const parts = shape.anyOf?.filter((s) => s.type !== 'null');
    const nullable = types.includes('null') || (shape.anyOf !== undefined && parts?.length !== shape.anyOf.length);
    if (parts) return parts.length === 1 ? { ...typeOf(parts[0]!, place), nullable } : just('JSON', nullable);
    if (shape.enum) return just(enumOf(shape.enum, place), nullable);
    switch (types.find((type) => type !== 'null')) {
      case 'string':
        return just(formats[shape.format ?? ''] ?? 'String', nullable);
      case 'integer':
        return just(
          Math.max(Math.abs(shape.minimum ?? -Infinity), shape.maximum ?? Infinity) <= int32 ? 'Int' : 'SafeInt',
          nullable,
        );
      case 'number':
        return just('Float', nullable);
      case 'boolean':
        return just('Boolean', nullable);
      case 'array': {
        const item = typeOf(shape.items ?? {}, place);
        return item.list ? just('JSON', nullable) : { ref: item.ref, list: true, nullable };
      }
      case 'object':
        return just(shape.properties ? objectOf(shape, place) : 'JSON', nullable);
      default:
        return just('JSON', nullable);
    }
  }

  function objectOf(shape: Described, place: Place): unknown {
    const name = pascal(place.owner) + pascal(place.field) + (place.input ? 'Input' : '');
    const key = `${place.contract}/${place.field}/${place.input}/${JSON.stringify(shape)}`;
    const known = named.get(key);
    if (known) return known;
    const { properties = {}, required = [] } = shape;
    const entries = Object.entries(properties).map(
      ([field, inner]) => [field, typeOf(inner, { ...place, owner: name, field })] as const,
    );
    const made = place.input
      ? builder.inputType(name, {
          fields: (t) =>
            fieldsOf(entries, ([field, typed]) =>
              t.field(inputField({ ...typed, nullable: !required.includes(field) })),
            ),
        })
      : builder.objectRef<Row>(name).implement({
          fields: (t) => fieldsOf(entries, ([field, typed]) => t.field(outputField(typed, field))),
        });
    named.set(key, made);
    return made;
  }

  /** The type of a resource as the door sees it; fields of other classes are not there. */
  function resourceType(resource: AnyResource, contract: string): unknown {
    const known = resources.get(resource);
    if (known) return known;
    const ref = builder.objectRef<Row>(resource.name);
    resources.set(resource, ref);
    const visible = Object.entries<Field>(resource.fields as Fields).filter(([, f]) =>
      (sees[door] as readonly string[]).includes(f.class),
    );
    ref.implement({
      fields: (t) => ({
        ...(fieldsOf(visible, ([name, field]) => {
          if (field.kind === 'embed')
            return t.field(
              outputField(
                {
                  ref: resourceType(field.resource, contract),
                  list: field.many === 'many',
                  nullable: field.many === 'maybe',
                },
                name,
              ),
            );
          const shape = describe(field.schema, 'output');
          const typed = typeOf(shape, { contract, owner: resource.name, field: name, input: false });
          return t.field(
            outputField(
              { ...typed, nullable: typed.nullable || field.class === 'once' || field.schema.isOptional() },
              name,
              shape.description,
            ),
          );
        }) as object),
        ...(leadingFrom(resource, t as never) as object),
      }),
    });
    return ref;
  }

  /** Input fields of an operation, except some, as arguments. */
  function argumentsOf(contract: AnyContract, input: z.ZodType, owner: string, except: string[], t: never): Row {
    const { properties = {}, required = [] } = describe(input, 'input');
    const shape = input instanceof z.ZodObject ? (input.shape as Record<string, z.ZodType>) : {};
    const arg = t as { arg: (options: unknown) => unknown };
    return fieldsOf(
      Object.entries(properties).filter(([name]) => !except.includes(name)),
      ([name, described]) => {
        const typed = isSwitch(shape[name])
          ? just('Boolean', false)
          : typeOf(described, { contract: contract.name, owner, field: name, input: true });
        return arg.arg({
          ...(inputField({ ...typed, nullable: !required.includes(name) }) as object),
          ...(described.description ? { description: described.description } : {}),
        });
      },
    );
  }
  return { resourceType, argumentsOf };
}

const formats: Record<string, string> = { uuid: 'ID', 'date-time': 'DateTime', date: 'Date' };
const just = (ref: unknown, nullable: boolean): Typed => ({ ref, list: false, nullable });
const describe = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Described;
const fieldsOf = <T>(entries: readonly T[], field: (entry: T) => unknown): never =>
  Object.fromEntries(entries.map((entry) => [(entry as readonly [string])[0], field(entry)])) as never;
const inputField = ({ ref, list, nullable }: Typed) => ({ type: list ? [ref] : ref, required: !nullable }) as never;
const outputField = ({ ref, list, nullable }: Typed, name: string, description?: string) =>
  ({ type: list ? [ref] : ref, nullable, description, resolve: (row: Row) => row[name] }) as never;

/** A yes or no that REST carries as a text (`z.stringbool`). */
const isSwitch = (schema: z.ZodType | undefined): boolean => {
  const inner = schema && 'unwrap' in schema ? (schema as z.ZodOptional<z.ZodType>).unwrap() : schema;
  return inner instanceof z.ZodPipe && inner.def.out instanceof z.ZodBoolean;
};

/** Arguments as an operation takes them: what was left out is absent, and null where nothing may stand. */
export function inputFrom(input: z.ZodType, args: Row): Row {
  const shape = input instanceof z.ZodObject ? (input.shape as Record<string, z.ZodType>) : {};
  return Object.fromEntries(
    Object.entries(args)
      .filter(([name, value]) => value !== undefined && (value !== null || shape[name]?.safeParse(null).success))
      .map(([name, value]) => [name, typeof value === 'boolean' && isSwitch(shape[name]) ? String(value) : value]),
  );
}
