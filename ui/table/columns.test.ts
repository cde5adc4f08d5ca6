import { expect, test } from 'vitest';
import { type Column, csvCell, nextSort, toCsv } from './columns.ts';

test('a header sorts up, then down, then not at all', () => {
  expect(nextSort(undefined, 'name')).toBe('name');
  expect(nextSort('name', 'name')).toBe('-name');
  expect(nextSort('-name', 'name')).toBeUndefined();
  expect(nextSort('-name', 'age')).toBe('age');
});

test('a cell that a spreadsheet would run as a formula is defused; a negative number is left alone', () => {
  expect(csvCell('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`);
  expect(csvCell('+234 803')).toBe("'+234 803");
  expect(csvCell(-900)).toBe('-900');
  expect(csvCell(null)).toBe('');
});

test('quotes, commas and line breaks survive', () => {
  expect(csvCell('Bello, "Ngozi"\nLagos')).toBe('"Bello, ""Ngozi""\nLagos"');
});

test('only columns with a text are exported, in UTF-8 that Excel recognises', () => {
  const columns: Column<{ name: string }>[] = [
    { id: 'name', header: 'Name', cell: () => null, text: (row) => row.name },
    { id: 'menu', header: '', cell: () => null },
  ];
  expect(toCsv(columns, [{ name: 'João' }])).toBe('\uFEFFName\r\nJoão\r\n');
});
