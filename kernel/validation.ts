import { z } from 'zod';
import { AppError } from './errors.ts';

const strict = new WeakMap<z.ZodType, z.ZodType>();
/** Unknown fields are refused, not dropped: a misspelt field would otherwise be silently ignored. */
function strictly(schema: z.ZodType): z.ZodType {
  const known = strict.get(schema);
  if (known) return known;
  const made = schema instanceof z.ZodObject && !schema.def.catchall ? schema.strict() : schema;
  strict.set(schema, made);
  return made;
}

const deepest = 20;
const keepable = (text: string) => text.replaceAll('\0', '\ufffd').toWellFormed();
const isKeepable = (text: string) => !text.includes('\0') && text.isWellFormed();
/** Path of the first text that PostgreSQL refuses in text or JSON: with NUL, or half of a surrogate pair. Null: none. */
function unkeepableAt(value: unknown, path: string, depth = 0): string | null {
  if (typeof value === 'string') return isKeepable(value) ? null : path;
  if (value === null || typeof value !== 'object' || depth > deepest) return null;
  for (const [key, inner] of Object.entries(value)) {
    const at = path ? `${path}.${key}` : key;
    const found = isKeepable(key) ? unkeepableAt(inner, at, depth + 1) : at;
    if (found !== null) return keepable(found);
  }
  return null;
}

/** Parses a call's input; throws `invalid` naming the first wrong field and its rule, and listing all of them. */
export function parseInput(schema: z.ZodType, raw: unknown): unknown {
  const field = unkeepableAt(raw, '');
  if (field !== null)
    throw new AppError('invalid', `${field}: This text has a character that cannot be kept.`, { field });
  const parsed = strictly(schema).safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => {
    const path = issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      return { field: [path, issue.keys[0]].filter(Boolean).join('.'), message: 'This field is not known here.' };
    return { field: path, message: issue.message };
  });
  const first = issues[0]!;
  throw new AppError('invalid', first.field ? `${first.field}: ${first.message}` : first.message, {
    ...(first.field ? { field: first.field } : {}),
    issues,
  });
}

const secretName = /password|secret|token|totp|apikey|api_key|^key$|^pin$|recovery/i;
/** An input as the audit keeps it: secrets by name are replaced, long texts and files shortened. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return keepable(value.length > 500 ? `${value.slice(0, 500)}…` : value);
  if (value === null || typeof value !== 'object') return value;
  if (depth > 6) return '…';
  if (Array.isArray(value))
    return value.length > 50
      ? [...value.slice(0, 50).map((v) => redacted(v, depth + 1)), `… ${value.length} in all`]
      : value.map((v) => redacted(v, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) => [
      keepable(key),
      secretName.test(key) && v !== null && v !== undefined ? '•••' : redacted(v, depth + 1),
    ]),
  );
}
