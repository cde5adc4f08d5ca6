import type { z } from 'zod';
import { AppError } from './errors.ts';

/** Opaque cursor of a keyset page: the sort values of its last row, as JSON in base64url. */
export const cursorOf = (values: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/**
 * The sort values in a cursor that `cursorOf` made, or null for the first page.
 * @throws AppError `invalid` when it is not a cursor of this list
 */
export function readCursor<S extends z.ZodType>(cursor: string | undefined, values: S): z.output<S> | null {
  if (cursor === undefined) return null;
  try {
    return values.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch (cause) {
    throw new AppError('invalid', 'cursor: This is not a place in this list; start from its first page.', {
      field: 'cursor',
      cause,
    });
  }
}

/**
 * A keyset page from `limit + 1` rows: the extra row only says that there are more.
 * @param position sort values of a row, as the cursor holds them
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  position: (row: Row) => readonly (string | number)[],
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), next: rows.length > limit && last ? cursorOf(position(last)) : null };
}
