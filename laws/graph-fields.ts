import {
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Operation } from '#kernel/contract/contract.ts';
import { type Door, doors } from '#kernel/contract/fields.ts';
import { graphSchema } from '#kernel/graphql/schema.ts';
import { modules } from '#modules/list.ts';
import { declared } from './operations.ts';

/** A field of the graph's roots, and the operation it calls. */
export interface GraphField {
  name: string;
  root: 'query' | 'mutation';
  key: string;
  operation: Operation;
}
export const schemas = Object.fromEntries(doors.map((door) => [door, graphSchema(modules, door)])) as Record<
  Door,
  GraphQLSchema
>;
export const graphFields: GraphField[] = modules.flatMap(({ graph, contract }) =>
  (['queries', 'mutations'] as const).flatMap((kind) =>
    Object.entries(graph?.[kind] ?? {}).map(([name, operation]) => {
      const key = `${contract.name}.${operation}`;
      const found = declared.find((d) => d.key === key)!;
      return {
        name,
        root: kind === 'queries' ? ('query' as const) : ('mutation' as const),
        key,
        operation: found.operation,
      };
    }),
  ),
);
export const relations = modules.flatMap(({ graph }) => graph?.relations ?? []);

/** A value of REST as the graph takes it: enumerations by their names, switches as booleans. */
function valueFor(type: GraphQLInputType, value: unknown): unknown {
  const bare = isNonNullType(type) ? type.ofType : type;
  if (value === null || value === undefined) return value;
  if (isListType(bare)) return Array.isArray(value) ? value.map((item) => valueFor(bare.ofType, item)) : value;
  if (isEnumType(bare)) return bare.getValues().find((v) => v.value === value)?.name ?? value;
  if (isInputObjectType(bare) && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, valueFor(bare.getFields()[name]!.type, inner)]),
    );
  return value;
}

/** Everything that a type shows, and through its relations one step on. */
function selection(type: GraphQLOutputType, steps: number): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const parts = Object.values(named.getFields()).flatMap((field) => {
    const leads = relations.some((r) => r.name === field.name && r.on.some((on) => on.name === named.name));
    if (!isObjectType(getNamedType(field.type))) return [field.name];
    if (leads && steps === 0) return [];
    const inner = selection(field.type, leads ? steps - 1 : steps);
    return inner ? [`${field.name}${inner}`] : [];
  });
  return parts.length > 0 ? ` { ${parts.join(' ')} }` : '';
}

/** A request for one field with an operation's input, as a door's schema takes it. */
export function graphRequest(of: GraphField, door: Door, input: Record<string, unknown>) {
  // Where the field is not there, it is asked for in the words of a door that has it.
  const at = of.operation.for.includes(door) ? door : of.operation.for[0]!;
  const field = schemas[at].getRootType(of.root as never)!.getFields()[of.name]!;
  const args = field.args.filter((arg) => arg.name in input);
  const variables = Object.fromEntries(args.map((arg) => [arg.name, valueFor(arg.type, input[arg.name])]));
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const query = `${of.root}${declared ? ` (${declared})` : ''} { answer: ${of.name}${passed ? `(${passed})` : ''}${selection(field.type, 1)} }`;
  return { query, variables };
}
