import { inArray } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import type { Row } from '#kernel/contract/fields.ts';
import { readCsv } from '#kernel/csv.ts';
import { invalid } from '#kernel/errors.ts';
import { customerInput, type ImportOutcome } from './contract.ts';
import { csvColumns, customPrefix, headingKey } from './csv-columns.ts';
import { customer } from './tables.ts';
import { type CustomerInput, insertValues, takeSerials } from './values.ts';

type Outcome = Row<typeof ImportOutcome>;
interface Parsed {
  line: number;
  input: CustomerInput;
}
const rowLimit = 50_000;
const batch = 500;
/** More would not be read; the count says how many there are. */
const shownErrors = 500;

const byHeading = new Map(csvColumns.flatMap((c) => [c.name, ...(c.also ?? [])].map((name) => [headingKey(name), c])));
const addressFields = new Set(['line1', 'line2', 'postcode', 'city', 'country']);

/** Where each column of the file goes: a field of the input, `custom.x`, or nowhere. */
function readHeading(cells: readonly string[]): (string | null)[] {
  const fields = cells.map((heading) => {
    const text = heading.trim();
    if (text.toLowerCase().startsWith(customPrefix)) return customPrefix + text.slice(customPrefix.length).trim();
    const column = byHeading.get(headingKey(text));
    if (!column) {
      const known = csvColumns.filter((c) => !c.exportOnly).map((c) => c.name);
      throw invalid(`csv: The column “${text}” is not known. Known are ${known.join(', ')} and custom.<name>.`, 'csv');
    }
    return column.exportOnly ? null : column.name;
  });
  const twice = fields.find((field, at) => field !== null && fields.indexOf(field) !== at);
  if (twice) throw invalid(`csv: The column “${twice}” is there twice.`, 'csv');
  const missing = ['name', 'line1', 'city'].find((field) => !fields.includes(field));
  if (missing) throw invalid(`csv: The column “${missing}” is missing; its first line must name the columns.`, 'csv');
  return fields;
}

/** The column that a field of the input was read from. */
function columnOf(path: readonly PropertyKey[]): string {
  const [first, second] = path.map(String);
  if (first === 'serviceAddress') return second ?? 'line1';
  if (first === 'customFields') return customPrefix + (second ?? '');
  return first ?? '';
}

/** One row as an input; an empty cell is a value that was not given. */
function toInput(fields: readonly (string | null)[], cells: readonly string[]) {
  const input: Record<string, unknown> = {};
  const address: Record<string, string> = {};
  const custom: Record<string, string> = {};
  for (const [at, field] of fields.entries()) {
    const value = cells[at] ?? '';
    if (field === null || value.trim() === '') continue;
    if (field.startsWith(customPrefix)) custom[field.slice(customPrefix.length)] = value;
    else if (addressFields.has(field)) address[field] = field === 'country' ? value.trim().toUpperCase() : value;
    else if (field === 'tags') input[field] = value.split(/[;,|]/).filter((tag) => tag.trim() !== '');
    else if (field === 'kind' || field === 'tier') input[field] = value.trim().toLowerCase();
    else input[field] = field === 'email' ? value.trim() : value;
  }
  for (const field of ['line1', 'city']) address[field] ??= '';
  return { name: '', ...input, serviceAddress: address, customFields: custom };
}

function parse(csv: string): { rows: Parsed[]; outcome: Outcome } {
  const [heading, ...body] = readCsv(csv);
  if (!heading) throw invalid('csv: The file is empty.', 'csv');
  if (body.length === 0) throw invalid('csv: The file has a heading and no rows.', 'csv');
  if (body.length > rowLimit)
    throw invalid(`csv: ${body.length} rows are too many; import ${rowLimit} at a time.`, 'csv');
  const fields = readHeading(heading.cells);
  const rows: Parsed[] = [];
  const outcome: Outcome = { created: 0, failed: 0, errors: [], duplicates: [] };
  for (const { line, cells } of body) {
    const parsed = customerInput.safeParse(toInput(fields, cells));
    const errors =
      parsed.error?.issues.map((issue) => ({
        line,
        field: columnOf(issue.path),
        message: issue.message,
      })) ?? [];
    if (cells.length > fields.length)
      errors.push({
        line,
        field: '',
        message: `${cells.length} cells stand under ${fields.length} headings; quote a cell that holds a comma.`,
      });
    if (errors.length > 0) outcome.failed += 1;
    else if (parsed.success) rows.push({ line, input: parsed.data });
    outcome.errors.push(...errors.slice(0, shownErrors - outcome.errors.length));
  }
  return { rows, outcome };
}

/** Rows whose e-mail or phone another customer has: the file may have been imported before. */
async function findDuplicates(db: AnyCtx['db'], rows: readonly Parsed[]): Promise<Outcome['duplicates']> {
  const duplicates: Outcome['duplicates'] = [];
  for (const field of ['email', 'phone'] as const) {
    const wanted = [...new Set(rows.flatMap(({ input }) => input[field] ?? []))];
    const known = new Map<string, string[]>();
    for (let at = 0; at < wanted.length; at += 5_000) {
      const found = await db
        .select({ value: customer[field], number: customer.number })
        .from(customer)
        .where(inArray(customer[field], wanted.slice(at, at + 5_000)));
      for (const { value, number } of found) if (value) known.set(value, [...(known.get(value) ?? []), number]);
    }
    for (const { line, input } of rows) {
      const numbers = known.get(input[field] ?? '');
      if (numbers) duplicates.push({ line, field, customers: numbers.slice(0, 3) });
    }
  }
  return duplicates.sort((a, b) => a.line - b.line).slice(0, shownErrors);
}

interface ImportContext extends Pick<AnyCtx, 'db' | 'newId' | 'nowIso' | 'tenant'> {
  emit(name: 'customer.created', payload: { customerId: string; number: string }): Promise<void>;
}

/** Creates every row or, when one is wrong, none. A dry run says what would happen. */
export async function importCsv(
  ctx: ImportContext,
  { csv, dryRun }: { csv: string; dryRun: boolean },
): Promise<Outcome> {
  const { rows, outcome } = parse(csv);
  outcome.duplicates = await findDuplicates(ctx.db, rows);
  if (outcome.failed > 0) return outcome;
  if (!dryRun) {
    const first = await takeSerials(ctx.db, rows.length);
    for (let at = 0; at < rows.length; at += batch) {
      const values = rows.slice(at, at + batch).map(({ input }, index) => insertValues(ctx, input, first + at + index));
      const created = await ctx.db
        .insert(customer)
        .values(values)
        .returning({ id: customer.id, number: customer.number });
      for (const { id, number } of created) await ctx.emit('customer.created', { customerId: id, number });
    }
  }
  return { ...outcome, created: rows.length };
}
