import type { InfiniteData } from '@tanstack/react-query';
import type { ReactNode } from 'react';

/** One page of a keyset list, as every list operation answers. */
export interface ListPage<Row> {
  items: readonly Row[];
  /** Cursor of the next page; null at the end. */
  next: string | null;
  /** All rows that fit the filters, where the server counts them. */
  total?: number | null | undefined;
}

/** The part of `useInfiniteQuery`'s answer that a table uses. */
export interface ListQuery<Row> {
  data: InfiniteData<ListPage<Row>, unknown> | undefined;
  error: unknown;
  isPending: boolean;
  isError: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

/** Spread into `api.list.infiniteOptions({ input: (cursor) => ({ ...filters, cursor }), ...keyset })`. */
export const keyset = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: { next: string | null }) => last.next ?? undefined,
};

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** The cell as plain text for the CSV; columns without it are not exported. */
  text?: (row: Row) => string | number | null | undefined;
  /** Numbers and money stand at the end. */
  align?: 'start' | 'end';
  /** Pixels. Columns without one share what is left. */
  width?: number;
  /** The server sorts by it: its name in the `sort` parameter, or true where that is the column's id. */
  sort?: true | string;
  /** Not shown until chosen in the column menu. */
  hidden?: boolean;
  /** Cannot be hidden: the column that names the row. */
  fixed?: boolean;
}

/** `name` ascending → `-name` descending → none, as headers are clicked. */
export function nextSort(current: string | undefined, key: string): string | undefined {
  if (current === key) return `-${key}`;
  return current === `-${key}` ? undefined : key;
}

export const sortKey = <Row>(column: Column<Row>) =>
  column.sort === true ? column.id : column.sort === undefined ? undefined : column.sort;

/** Text of one CSV cell (RFC 4180). Text that a spreadsheet would run as a formula is defused with an apostrophe. */
export function csvCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const exported = columns.filter((column) => column.text !== undefined);
  const lines = [
    exported.map((column) => csvCell(column.header)),
    ...rows.map((row) => exported.map((column) => csvCell(column.text?.(row)))),
  ];
  // The byte order mark tells Excel that this is UTF-8.
  return `\uFEFF${lines.map((cells) => cells.join(',')).join('\r\n')}\r\n`;
}
