import { z } from 'zod';
import type { Output } from './contract.ts';
import { type AnyResource, type DataClass, type Door, type Field, sees } from './fields.ts';

interface Plan {
  keep: string[];
  embeds: { key: string; resource: AnyResource; many: 'one' | 'many' | 'maybe' }[];
}
const plans = new Map<Door, WeakMap<AnyResource, Plan>>();

function planOf(resource: AnyResource, door: Door): Plan {
  let perDoor = plans.get(door);
  if (!perDoor) {
    perDoor = new WeakMap();
    plans.set(door, perDoor);
  }
  let plan = perDoor.get(resource);
  if (plan) return plan;
  const visible: readonly DataClass[] = sees[door];
  plan = { keep: [], embeds: [] };
  for (const [key, field] of Object.entries<Field>(resource.fields)) {
    if (!visible.includes(field.class)) continue;
    if (field.kind === 'embed') plan.embeds.push({ key, resource: field.resource, many: field.many });
    else plan.keep.push(key);
  }
  perDoor.set(resource, plan);
  return plan;
}

/** The part of a row that a door may see: known fields only, so a column that nobody declared cannot leave. */
export function viewOf(resource: AnyResource, door: Door, row: Record<string, unknown>): Record<string, unknown> {
  const plan = planOf(resource, door);
  const out: Record<string, unknown> = {};
  for (const key of plan.keep) if (row[key] !== undefined) out[key] = row[key];
  for (const { key, resource: inner, many } of plan.embeds) {
    const value = row[key];
    if (many === 'many') out[key] = (value as Record<string, unknown>[]).map((item) => viewOf(inner, door, item));
    else
      out[key] = value === null || value === undefined ? null : viewOf(inner, door, value as Record<string, unknown>);
  }
  return out;
}

const schemas = new Map<Door, WeakMap<AnyResource, z.ZodObject>>();

/** Zod schema of a door's view: what OpenAPI documents and what tests check answers against. One object for each view. */
export function viewSchema(resource: AnyResource, door: Door): z.ZodObject {
  const perDoor = schemas.get(door) ?? new WeakMap<AnyResource, z.ZodObject>();
  schemas.set(door, perDoor);
  const known = perDoor.get(resource);
  if (known) return known;
  const made = schemaOfView(resource, door);
  perDoor.set(resource, made);
  return made;
}

function schemaOfView(resource: AnyResource, door: Door): z.ZodObject {
  const plan = planOf(resource, door);
  const shape: Record<string, z.ZodType> = {};
  for (const key of plan.keep) {
    const field = resource.fields[key];
    shape[key] = field.class === 'once' ? field.schema.optional() : field.schema;
  }
  for (const { key, resource: inner, many } of plan.embeds) {
    const schema = viewSchema(inner, door);
    shape[key] = many === 'many' ? z.array(schema) : many === 'maybe' ? schema.nullable() : schema;
  }
  return z.object(shape);
}

export function outputSchema(output: Output, door: Door): z.ZodType | undefined {
  if (output.kind === 'nothing' || output.kind === 'file') return undefined;
  const item = viewSchema(output.resource, door);
  if (output.kind === 'one') return item;
  if (output.kind === 'many') return z.object({ items: z.array(item) });
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** Shapes what a service returned into what the door receives. */
export function project(output: Output, door: Door, returned: unknown): unknown {
  if (output.kind === 'nothing') return undefined;
  if (output.kind === 'file') return returned;
  if (output.kind === 'one') return viewOf(output.resource, door, returned as Record<string, unknown>);
  const { items, next } = returned as { items: Record<string, unknown>[]; next?: string | null };
  const viewed = items.map((item) => viewOf(output.resource, door, item));
  return output.kind === 'many' ? { items: viewed } : { items: viewed, next: next ?? null };
}
