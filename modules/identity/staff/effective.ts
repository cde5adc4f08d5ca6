import type { PermissionUse } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';
import { grantsOf, offeredAt, unionOf } from './rules.ts';

export type Catalogue = ReadonlyMap<string, PermissionUse>;

/** Something that says what a member may do, or may not. */
export interface Source {
  kind: 'role' | 'allow' | 'deny';
  /** The role's name; of an override its permission. */
  name: string;
  permissions: readonly string[];
  /** ISO 8601; null: until it is taken away. */
  expiresAt: string | null;
}

/** As the tables and `jsonb` hold them. */
export interface RoleSource {
  key: string | null;
  name: string;
  permissions: readonly string[];
  expiresAt: string | null;
}
export interface OverrideSource {
  effect: 'allow' | 'deny';
  permission: string;
  expiresAt: string | null;
}

export const sourcesOf = (
  roles: readonly RoleSource[],
  overrides: readonly OverrideSource[],
  catalogue: Catalogue,
  door: Door,
): Source[] => [
  ...roles.map((r) => ({
    kind: 'role' as const,
    name: r.name,
    permissions: grantsOf(r, catalogue, door),
    expiresAt: r.expiresAt,
  })),
  ...overrides.map((o) => ({
    kind: o.effect,
    name: o.permission,
    permissions: [o.permission],
    expiresAt: o.expiresAt,
  })),
];

/** Whether something that ends at an instant still binds. */
export const binds = (expiresAt: string | null, nowMs: number): boolean =>
  expiresAt === null || Date.parse(expiresAt) > nowMs;

/** Whether a granted or denied entry, maybe a wildcard, is about a permission. */
export const covers = (entry: string, permission: string): boolean =>
  entry.endsWith('*') ? permission.startsWith(entry.slice(0, -1)) : entry === permission;

/** Two entries are about a permission in common. */
const meet = (a: string, b: string) =>
  covers(a, b.endsWith('*') ? b.slice(0, -1) : b) || covers(b, a.endsWith('*') ? a.slice(0, -1) : a);

/**
 * What is left of grants after denials; a denial always wins. A wildcard that a denial touches is written out as what is
 * left of it, so that nobody holds a wildcard of which a part was taken from them.
 * @param offered every permission of the door
 */
export function without(granted: readonly string[], denied: readonly string[], offered: readonly string[]): string[] {
  if (denied.length === 0) return [...granted];
  const left = new Set<string>();
  const keep = (entry: string): void => {
    if (denied.some((d) => covers(d, entry))) return;
    if (!denied.some((d) => meet(d, entry))) {
      left.add(entry);
      return;
    }
    // Split one level at a time: `*` into areas, an area into things, a thing into verbs.
    const prefix = entry.slice(0, -1);
    const parts = new Set(offered.filter((name) => name.startsWith(prefix)).map((name) => nextLevel(prefix, name)));
    for (const part of parts) if (part !== entry) keep(part);
  };
  for (const entry of granted) keep(entry);
  return [...left].sort();
}

function nextLevel(prefix: string, name: string): string {
  const rest = name.slice(prefix.length);
  const end = /[.:]/.exec(rest);
  return end ? `${prefix}${rest.slice(0, end.index + 1)}*` : name;
}

/** What a member may do now. */
export function permissionsNow(sources: readonly Source[], nowMs: number, catalogue: Catalogue, door: Door): string[] {
  const live = sources.filter((s) => binds(s.expiresAt, nowMs));
  const of = (denies: boolean) => live.filter((s) => (s.kind === 'deny') === denies).map((s) => s.permissions);
  return without(unionOf(of(false)), of(true).flat(), offeredAt(catalogue, door));
}

/** When the answer of `permissionsNow` changes by itself, in Unix milliseconds; infinity when never. */
export const changesAt = (sources: readonly Source[], nowMs: number): number =>
  Math.min(
    ...sources.filter((s) => s.expiresAt && binds(s.expiresAt, nowMs)).map((s) => Date.parse(s.expiresAt!)),
    Infinity,
  );

/** What a member was given, before denials: what one must hold oneself to change them. */
export const given = (sources: readonly Source[], nowMs: number): string[] =>
  unionOf(sources.filter((s) => s.kind !== 'deny' && binds(s.expiresAt, nowMs)).map((s) => s.permissions));

/** Holds everything, by what does not end by itself, and nothing of it is denied. */
export const isLastingAdministrator = (sources: readonly Source[], nowMs: number): boolean =>
  sources.some((s) => s.kind !== 'deny' && s.expiresAt === null && s.permissions.includes('*')) &&
  !sources.some((s) => s.kind === 'deny' && binds(s.expiresAt, nowMs));
