export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value that came as JSON, for showing; anything else is shown as its text. */
export function asJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(asJson);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asJson(member)]));
  return String(value);
}

const shown = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
};

/** Before and after, field by field; fields that are the same on both sides are left out. */
export function changesOf(before: unknown, after: unknown): { label: string; before: string; after: string }[] {
  const [from, to] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const fields = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return fields
    .map((label) => ({ label, before: shown(from[label]), after: shown(to[label]) }))
    .filter((change) => change.before !== change.after);
}
