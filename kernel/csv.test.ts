import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv, toCsv } from './csv.ts';
import { AppError } from './errors.ts';

const cells = (text: string) => readCsv(text).map((row) => row.cells);
/** Texts in which every mark that matters to CSV or a spreadsheet is likely. */
const text = fc.string({
  unit: fc.oneof(fc.constantFrom(...'=+-@\t\r\n",;\' ab'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })),
});

test('what was written is what is read', () => {
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }))
    // An empty line is passed over, and the first line tells the delimiter, as headings do.
    .map((rows) => [
      rows[0]!.map((_, at) => `column ${at}`),
      ...rows.map((row) => (row.join('') === '' ? [...row.slice(1), 'x'] : row)),
    ]);
  fc.assert(
    fc.property(table, (rows) => {
      expect(cells(toCsv(rows))).toEqual(rows);
    }),
    { numRuns: 500 },
  );
});

test('no cell begins as a spreadsheet begins a formula', () => {
  fc.assert(
    fc.property(text, (value) => {
      const [row] = toCsv([[value, 'x']])
        .slice(1)
        .split(/(?=,x\r\n$)/);
      expect(row!.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});

test('semicolons, tabs and a byte order mark are understood', () => {
  expect(cells('\uFEFFname;city\r\nAda;"Berlin; Mitte"\r\n')).toEqual([
    ['name', 'city'],
    ['Ada', 'Berlin; Mitte'],
  ]);
  expect(cells('name\tcity\nAda\tBerlin, Mitte')).toEqual([
    ['name', 'city'],
    ['Ada', 'Berlin, Mitte'],
  ]);
});

test('a row knows the line it begins on, behind empty lines and lines within cells', () => {
  expect(readCsv('a,b\n"1\n2",3\n\n4,5\n').map((row) => row.line)).toEqual([1, 2, 5]);
});

test('text that is not CSV is refused with its line', () => {
  expect(() => readCsv('a,b\n"1,2\n3,4\n')).toThrow(AppError);
  expect(() => readCsv('a,b\n"1,2\n3,4\n')).toThrow(/line \d+/);
});
