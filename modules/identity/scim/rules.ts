import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';

export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
/** `scim_<256 random bits>`: a bearer token (RFC 6750). */
export function newToken(): { token: string; hash: string } {
  const token = `scim_${randomBytes(32).toString('base64url')}`;
  return { token, hash: tokenHash(token) };
}

const invalid = (message: string, field: string) => new AppError('invalid', message, { field });

/** `userName eq "ada@example.com"`: the one form of filter that directories need (RFC 7644 §3.4.2.2). */
export function readFilter(filter: string | undefined, attributes: readonly string[]): [string, string] | null {
  if (!filter) return null;
  const [, attribute, value] = /^\s*([\w.]+)\s+eq\s+"((?:[^"\\]|\\.)*)"\s*$/i.exec(filter) ?? [];
  const known = attributes.find((name) => name.toLowerCase() === attribute?.toLowerCase());
  if (!known || value === undefined)
    throw invalid(`filter: Only ${attributes.map((a) => `${a} eq "…"`).join(' and ')} can be asked for.`, 'filter');
  return [known, value.replaceAll(/\\(.)/g, '$1')];
}

const text = z.string().max(300);
const truth = z.union([
  z.boolean(),
  z.enum(['true', 'false', 'True', 'False']).transform((v) => v.toLowerCase() === 'true'),
]);

/** The part of a SCIM user (RFC 7643 §4.1) that we keep. */
export const UserBody = z.object({
  userName: z.email('userName must be an e-mail address, by which colleagues are known here.').toLowerCase(),
  externalId: text.nullish(),
  displayName: text.nullish(),
  name: z.object({ formatted: text.nullish(), givenName: text.nullish(), familyName: text.nullish() }).nullish(),
  active: truth.default(true),
});
export type UserBody = z.infer<typeof UserBody>;

export const nameOf = ({ name, displayName, userName }: UserBody): string =>
  (displayName || name?.formatted || [name?.givenName, name?.familyName].filter(Boolean).join(' ') || userName).trim();

const Operation = z.object({
  op: z
    .string()
    .transform((op) => op.toLowerCase())
    .pipe(z.enum(['add', 'replace', 'remove'])),
  path: z.string().max(500).nullish(),
  value: z.unknown().optional(),
});
export const PatchBody = z.object({ Operations: z.array(Operation).min(1).max(100) });
export type Patch = z.infer<typeof Operation>;

const Change = z
  .object({
    active: truth,
    displayName: text,
    externalId: text,
    userName: z.email().toLowerCase(),
    'name.formatted': text,
  })
  .partial();
export type UserChange = z.infer<typeof Change>;

/** What a patch of a user changes; attributes that we do not keep are passed over, as the standard allows. */
export function userChange(operations: readonly Patch[]): UserChange {
  const wanted: Record<string, unknown> = {};
  for (const { op, path, value } of operations) {
    if (op === 'remove') continue;
    if (path) wanted[path] = value;
    else if (value && typeof value === 'object') Object.assign(wanted, value);
  }
  const parsed = Change.safeParse(wanted);
  if (!parsed.success) throw invalid(`Operations: ${parsed.error.issues[0]!.message}`, 'Operations');
  return parsed.data;
}

const Members = z.array(z.object({ value: z.uuid() }));
/** Who is put into a group and who is taken out; `replace` says who is in it. */
export function memberChange(operations: readonly Patch[]): { add: string[]; remove: string[]; all: string[] | null } {
  const change: { add: string[]; remove: string[]; all: string[] | null } = { add: [], remove: [], all: null };
  for (const { op, path, value } of operations) {
    const one = /^members\[value eq "([0-9a-f-]{36})"\]$/i.exec(path ?? '')?.[1];
    const listed = Members.safeParse(
      Array.isArray(value) ? value : ((value as { members?: unknown } | null)?.members ?? []),
    );
    if (!listed.success) throw invalid('Operations: members must be a list of { value: id }.', 'Operations');
    const ids = one ? [one] : listed.data.map((m) => m.value);
    if (path && !/^members\b/i.test(path)) continue;
    if (op === 'replace') change.all = ids;
    else change[op].push(...ids);
  }
  return change;
}
