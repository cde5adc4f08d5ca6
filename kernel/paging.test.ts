import { expect, test } from 'vitest';
import { z } from 'zod';
import { cursorOf, pageOf, readCursor } from './paging.ts';

const place = z.tuple([z.string(), z.int()]);

test('a cursor gives back the place it was made of', () => {
  expect(readCursor(cursorOf(['é\u0000,', 7]), place)).toEqual(['é\u0000,', 7]);
  expect(readCursor(undefined, place)).toBeNull();
});

test('a cursor of another list, or none at all, is refused by name', () => {
  for (const cursor of ['', 'nonsense', cursorOf([1]), cursorOf(['a', 'b']), 'ey=='])
    expect(() => readCursor(cursor, place)).toThrow(/^cursor: /);
});

test('the last page has no next', () => {
  const page = (count: number) =>
    pageOf(
      Array.from({ length: count }, (_, at) => at),
      3,
      String,
      (row) => [row],
    );
  expect(page(3)).toEqual({ items: ['0', '1', '2'], next: null });
  expect(page(4)).toEqual({ items: ['0', '1', '2'], next: cursorOf([2]) });
  expect(page(0)).toEqual({ items: [], next: null });
});
