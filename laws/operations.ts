import { z } from 'zod';
import type { Operation } from '#kernel/contract/contract.ts';
import { type Door, doors } from '#kernel/contract/fields.ts';
import { doorPrefix } from '#kernel/http/doors.ts';
import { modules } from '#modules/list.ts';

export interface Declared {
  /** `customers.create` */
  key: string;
  operation: Operation;
}
export interface Offered extends Declared {
  door: Door;
}

/** Every operation of every module. */
export const declared: Declared[] = modules.flatMap(({ contract }) =>
  Object.entries<Operation>(contract.operations).map(([name, operation]) => ({
    key: `${contract.name}.${name}`,
    operation,
  })),
);
/** Every operation at every door that offers it. */
export const offered: Offered[] = declared.flatMap((d) => d.operation.for.map((door) => ({ ...d, door })));
/** Every operation at every door that does not. */
export const notOffered: Offered[] = declared.flatMap((d) =>
  doors.filter((door) => !d.operation.for.includes(door)).map((door) => ({ ...d, door })),
);

/** Names in `{}` of a path. */
export const pathParams = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!);

/** Method and path as the router tells them apart. */
export const routeOf = (operation: Operation): string =>
  `${operation.method} ${operation.path.replaceAll(/\{\w+\}/g, '{}')}`;

/** The fields of an operation's input with their schemas. */
export const inputShape = (operation: Operation): Record<string, z.ZodType> =>
  operation.in instanceof z.ZodObject ? (operation.in.shape as Record<string, z.ZodType>) : {};

const takingLast = [
  'suspend',
  'disable',
  'archive',
  'resume',
  'enable',
  'activate',
  'order',
  'revoke',
  'bulk-release',
  'cancel',
  'close',
  'reopen',
  'sessions',
];
const turn = ({ method, path }: Operation) =>
  100 * ['GET', 'PUT', 'PATCH', 'POST', 'DELETE'].indexOf(method) + takingLast.indexOf(path.split('/').at(-1)!);
/** What takes something away comes late, and after it what gives it back, so that all find what they need. */
export const inTurn = (a: Declared, b: Declared): number => turn(a.operation) - turn(b.operation);

/** How an input travels: path, query and body. */
export function requestOf(operation: Operation, door: Door, input: Record<string, unknown>) {
  const inPath = new Set(pathParams(operation.path));
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(String(input[name]).toWellFormed()),
  );
  const rest = Object.entries(input).filter(([name, value]) => !inPath.has(name) && value !== undefined);
  const url = doorPrefix[door] + path;
  if (operation.method !== 'GET') return { method: operation.method, url, body: Object.fromEntries(rest) };
  const query = new URLSearchParams(
    rest.flatMap(([name, value]) =>
      Array.isArray(value) ? value.map((item) => [`${name}[]`, String(item)]) : [[name, String(value)]],
    ),
  ).toString();
  return { method: operation.method, url: query ? `${url}?${query}` : url, body: undefined };
}
