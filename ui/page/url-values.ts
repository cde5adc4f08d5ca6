/** Query parameters as written in the address: `?status=active&status=suspended&q=ngozi`. */
export type RawSearch = Record<string, string | string[]>;

/** The part of a Zod object schema that is used; pages pass `z.object({ ... })` whose every field has a default. */
export interface UrlSchema<Values> {
  readonly shape: Readonly<Record<string, FieldSchema>>;
  readonly _zod: { readonly output: Values };
}
interface FieldSchema {
  safeParse(value: unknown): { success: true; data: unknown } | { success: false };
}

export function parseSearch(text: string): RawSearch {
  const search: RawSearch = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const before = search[key];
    search[key] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  return search;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value === undefined || value === null) continue;
    for (const item of Array.isArray(value) ? value : [value]) params.append(key, String(item));
  }
  const text = params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/');
  return text ? `?${text}` : '';
}

// The address holds text only, so a field gets what it was given, then the readings its schema may want instead.
function readings(raw: string | string[]): unknown[] {
  const text = Array.isArray(raw) ? raw[0] : raw;
  const list = Array.isArray(raw) ? raw : [raw];
  const readings: unknown[] = [raw, text];
  if (text !== undefined && text.trim() !== '' && Number.isFinite(Number(text))) readings.push(Number(text));
  if (text === 'true' || text === 'false') readings.push(text === 'true');
  readings.push(list);
  if (list.every((item) => Number.isFinite(Number(item)))) readings.push(list.map(Number));
  return readings;
}

/** Values of a page's state from the address. A field that does not parse takes its default: old links never break a page. */
export function readUrlValues<Values>(schema: UrlSchema<Values>, raw: RawSearch): Values {
  const values: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(schema.shape)) {
    const given = raw[key];
    const parsed = given === undefined ? undefined : readings(given).map((reading) => field.safeParse(reading));
    const hit = parsed?.find((result) => result.success) ?? field.safeParse(undefined);
    if (hit.success) values[key] = hit.data;
  }
  return values as Values;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** The address for changed values: defaults are left out, so a plain list has a plain address; foreign keys stay. */
export function writeUrlValues<Values>(schema: UrlSchema<Values>, raw: RawSearch, patch: Partial<Values>): RawSearch {
  const defaults = readUrlValues(schema, {}) as Record<string, unknown>;
  const next: RawSearch = { ...raw };
  for (const [key, value] of Object.entries(patch)) {
    const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
    if (same(value, defaults[key]) || (empty && (defaults[key] === undefined || isEmpty(defaults[key]))))
      delete next[key];
    else next[key] = Array.isArray(value) ? value.map(String) : String(value ?? '');
  }
  return next;
}

const isEmpty = (value: unknown) => value === '' || value === null || (Array.isArray(value) && value.length === 0);
