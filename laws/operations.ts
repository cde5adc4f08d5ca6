import type { Operation } from '#kernel/contract/contract.ts';
import { type Door, doors, type Field } from '#kernel/contract/fields.ts';
import { doorPrefix } from '#kernel/http/doors.ts';
import { modules } from '#modules/list.ts';
import { z } from 'zod';

export interface Declared {
  key: string;
  operation: Operation;
}
/** Every operation of every module. */
export const declared: Declared[] = modules.flatMap(({ contract }) =>
  Object.entries<Operation>(contract.operations).map(([name, operation]) => ({ key: `${contract.name}.${name}`, operation })),
);
/** Every operation at every door that offers it. */
export const offered: (Declared & { door: Door })[] = declared.flatMap((d) => d.operation.for.map((door) => ({ ...d, door })));
export const notOffered: (Declared & { door: Door })[] = declared.flatMap((d) =>
  doors.filter((door) => !d.operation.for.includes(door)).map((door) => ({ ...d, door })),
);

/** Names in `{}` of a path. */
export const pathParams = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!);
/** The URL of an operation at a door, every path parameter replaced. */
export const urlOf = (operation: Operation, door: Door, param: string): string => doorPrefix[door] + operation.path.replaceAll(/\{\w+\}/g, param);

export const inputShape = (operation: Operation): Record<string, z.ZodType> =>
  operation.in instanceof z.ZodObject ? (operation.in.shape as Record<string, z.ZodType>) : {};

export type { Field };
