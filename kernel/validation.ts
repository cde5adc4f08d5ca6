import { z } from 'zod';
import { AppError } from './errors.ts';

const strict = new WeakMap<z.ZodType, z.ZodType>();
/** Unknown fields are refused, not dropped: a misspelt field would otherwise be silently ignored. */
function strictly(schema: z.ZodType): z.ZodType {
  let made = strict.get(schema);
  if (!made) strict.set(schema, (made = schema instanceof z.ZodObject && !schema.def.catchall ? schema.strict() : schema));
  return made;
}

/** Parses a call's input; throws `invalid` naming the first wrong field and its rule, and listing all of them. */
export function parseInput(schema: z.ZodType, raw: unknown): unknown {
  const parsed = strictly(schema).safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => {
    const path = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') return { field: [path, issue.keys[0]].filter(Boolean).join('.'), message: 'This field is not known here.' };
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
  if (value === null || typeof value !== 'object') return typeof value === 'string' && value.length > 500 ? `${value.slice(0, 500)}…` : value;
  if (depth > 6) return '…';
  if (Array.isArray(value)) return value.length > 50 ? [...value.slice(0, 50).map((v) => redacted(v, depth + 1)), `… ${value.length} in all`] : value.map((v) => redacted(v, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, secretName.test(key) && v !== null && v !== undefined ? '•••' : redacted(v, depth + 1)]));
}
