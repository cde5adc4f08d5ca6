import { getCoreRowModel, type RowSelectionState, useReactTable, type VisibilityState } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { cn } from '#ui/cn.ts';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatNumber } from '#ui/format/quantity.ts';
import { useT } from '#ui/i18n/i18n.ts';
import { useGo } from '#ui/page/url.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import type { Column, ListQuery } from './columns.ts';
import { NoMatch, SkeletonRows, Spacer } from './filler.tsx';
import { HeaderCell } from './header-cell.tsx';
import { DataRow } from './table-row.tsx';
import { BulkBar, TableToolbar } from './table-toolbar.tsx';
import { type CsvSource, useCsvExport } from './use-csv-export.ts';
import { useFillHeight } from './use-fill-height.ts';
import { useListKeys } from './use-list-keys.ts';

export interface DataTableProps<Row> {
  /** Remembers the column choice under this name and names the CSV: `customers`. */
  name: string;
  /** Accessible name of the table. */
  label: string;
  /** `useInfiniteQuery(api.list.infiniteOptions({ input: (cursor) => ({ ...filters, cursor }), ...keyset }))`. */
  query: ListQuery<Row>;
  /** Define at module scope, so that rows are not rendered again for nothing. */
  columns: readonly Column<Row>[];
  getId: (row: Row) => string;
  /** Where a row leads; the first column becomes its link and the whole row clickable. */
  rowHref?: (row: Row) => string;
  /** `name` or `-name`, from the address. */
  sort?: string | undefined;
  onSort?: (sort: string | undefined) => void;
  /** Usually a FilterBar. */
  filters?: ReactNode;
  /** Whether filters are set: decides between "nothing matches" and "nothing here yet". */
  filtered?: boolean;
  onClearFilters?: () => void;
  /** Shown when there are no rows at all: an EmptyState with the next step. */
  empty: ReactNode;
  /** Makes rows selectable; gets the selected rows and a function that unselects them. */
  bulkActions?: (selected: Row[], clear: () => void) => ReactNode;
  csv?: CsvSource<Row>;
  /** `e` on a row. */
  onEdit?: (row: Row) => void;
  /** `fill` takes the rest of the screen and scrolls inside; `auto` grows with its rows (inside cards). */
  height?: 'fill' | 'auto';
}

const rowHeight = typeof window !== 'undefined' && window.matchMedia('(pointer: coarse)').matches ? 44 : 36;
const flexibleWidth = 150;
const selectWidth = 38;

function useColumnChoice<Row>(name: string, columns: readonly Column<Row>[]) {
  const key = `dotmac.columns.${name}`;
  const [visibility, setVisibility] = useState<VisibilityState>(() => {
    const defaults = Object.fromEntries(columns.map((column) => [column.id, !column.hidden]));
    try {
      return { ...defaults, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as VisibilityState) };
    } catch {
      // A damaged choice is no choice.
      return defaults;
    }
  });
  const show = (id: string, shown: boolean) => {
    const next = { ...visibility, [id]: shown };
    setVisibility(next);
    localStorage.setItem(key, JSON.stringify(next));
  };
  return { visibility, show };
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { name, label, query, columns, getId, rowHref, sort, onSort, filters, filtered = false } = props;
  const { onClearFilters, empty, bulkActions, csv, onEdit, height = 'fill' } = props;
  const t = useT();
  const go = useGo();
  const { locale } = useFormat();
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const total = query.data?.pages[0]?.total;
  const selectable = bulkActions !== undefined;
  const { visibility, show } = useColumnChoice(name, columns);
  const [selection, setSelection] = useState<RowSelectionState>({});

  const table = useReactTable({
    data: rows,
    columns: useMemo(() => columns.map((column) => ({ id: column.id, header: column.header })), [columns]),
    getRowId: getId,
    getCoreRowModel: getCoreRowModel(),
    state: { columnVisibility: visibility, rowSelection: selection },
    onRowSelectionChange: setSelection,
    manualSorting: true,
    manualFiltering: true,
  });
  const shownColumns = useMemo(
    () => columns.filter((column) => column.fixed || visibility[column.id] !== false),
    [columns, visibility],
  );
  const tableRows = table.getRowModel().rows;
  const selected = tableRows.filter((row) => selection[row.id]);

  const scroller = useRef<HTMLDivElement>(null);
  const fillHeight = useFillHeight(scroller, height === 'fill');
  const virtual = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 14,
    enabled: height === 'fill',
  });
  const window_ = height === 'fill' ? virtual.getVirtualItems() : undefined;
  const first = window_?.[0];
  const last = window_?.at(-1);
  const shownRows = window_ ? window_.map((item) => item.index) : tableRows.map((_, index) => index);
  const above = first?.start ?? 0;
  const below = last ? virtual.getTotalSize() - last.end : 0;

  const nearEnd = last !== undefined && last.index >= tableRows.length - 25;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (nearEnd && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [nearEnd, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  const open = useCallback(
    (index: number) => {
      const row = rows[index];
      if (row !== undefined && rowHref) void go(rowHref(row));
    },
    [rows, rowHref, go],
  );
  const anchor = useRef(-1);
  const select = useCallback(
    (index: number, on: boolean, range: boolean) => {
      const from = range && anchor.current >= 0 ? Math.min(anchor.current, index) : index;
      const to = range && anchor.current >= 0 ? Math.max(anchor.current, index) : index;
      anchor.current = index;
      setSelection((before) => {
        const next = { ...before };
        for (const row of rows.slice(from, to + 1)) {
          if (on) next[getId(row)] = true;
          else delete next[getId(row)];
        }
        return next;
      });
    },
    [rows, getId],
  );
  const { active } = useListKeys({
    count: tableRows.length,
    enabled: height === 'fill',
    onOpen: open,
    onToggle: selectable ? (index) => select(index, !selection[getId(rows[index] as Row)], false) : undefined,
    onEdit: onEdit && ((index) => onEdit(rows[index] as Row)),
    scrollTo: (index) => virtual.scrollToIndex(index),
  });
  const exporter = useCsvExport(name, columns, csv);

  const minWidth = shownColumns.reduce(
    (sum, column) => sum + (column.width ?? flexibleWidth),
    selectable ? selectWidth : 0,
  );
  const span = shownColumns.length + (selectable ? 1 : 0);
  const allSelected = tableRows.length > 0 && selected.length === tableRows.length;
  const nothing = query.data !== undefined && tableRows.length === 0 && !hasNextPage;

  return (
    <div className="flex min-w-0 flex-col gap-2.5">
      {selected.length > 0 && bulkActions ? (
        <BulkBar count={selected.length} onClear={() => setSelection({})}>
          {bulkActions(
            selected.map((row) => row.original),
            () => setSelection({}),
          )}
        </BulkBar>
      ) : (
        (filters || height === 'fill') && (
          <TableToolbar
            columns={columns}
            shown={(id) => visibility[id] !== false}
            onShow={show}
            onExport={csv && (() => void exporter.run())}
            exporting={exporter.exporting}
          >
            {filters}
          </TableToolbar>
        )
      )}

      <div className={cn(height === 'fill' && 'overflow-hidden rounded-lg border border-line bg-panel shadow-card')}>
        <div
          ref={scroller}
          // Without a link or a box inside, the keyboard could not scroll it.
          {...(tableRows.length > 0 && (rowHref || selectable)
            ? {}
            : { tabIndex: 0, role: 'region', 'aria-label': label })}
          className="relative overflow-auto overscroll-contain"
          style={height === 'fill' ? { maxHeight: fillHeight } : undefined}
        >
          <table
            aria-label={label}
            aria-rowcount={total ?? (hasNextPage ? -1 : tableRows.length + 1)}
            aria-busy={query.isPending}
            className="w-full table-fixed border-separate border-spacing-0 text-start"
            style={{ minWidth }}
          >
            <colgroup>
              {selectable && <col style={{ width: selectWidth }} />}
              {shownColumns.map((column) => (
                <col key={column.id} style={column.width ? { width: column.width } : undefined} />
              ))}
            </colgroup>
            <thead className={cn('z-10', height === 'fill' && 'sticky top-0')}>
              <tr>
                {selectable && (
                  <th scope="col" className="sticky start-0 z-2 h-8 border-b border-line bg-panel ps-3">
                    <input
                      type="checkbox"
                      aria-label={t('table.selectAll')}
                      checked={allSelected}
                      disabled={tableRows.length === 0}
                      ref={(box) => {
                        if (box) box.indeterminate = selected.length > 0 && !allSelected;
                      }}
                      onChange={() => table.toggleAllRowsSelected(!allSelected)}
                      className="check"
                    />
                  </th>
                )}
                {shownColumns.map((column, at) => (
                  <HeaderCell
                    key={column.id}
                    column={column}
                    sort={sort}
                    onSort={onSort}
                    className={cn(at === 0 && 'sticky z-2', at === 0 && (selectable ? 'start-[38px]' : 'start-0'))}
                  />
                ))}
              </tr>
            </thead>
            <tbody>
              {above > 0 && <Spacer span={span} height={above} />}
              {shownRows.map((index) => {
                const row = tableRows[index];
                if (!row) return null;
                return (
                  <DataRow
                    key={row.id}
                    row={row}
                    columns={shownColumns}
                    index={index}
                    active={index === active}
                    selected={selection[row.id] === true}
                    selectable={selectable}
                    selectLabel={t('table.selectRow')}
                    href={rowHref?.(row.original)}
                    onOpen={open}
                    onSelect={select}
                  />
                );
              })}
              {below > 0 && <Spacer span={span} height={below} />}
              {(query.isPending || isFetchingNextPage) && (
                <SkeletonRows columns={shownColumns} selectable={selectable} rows={query.isPending ? 10 : 2} />
              )}
            </tbody>
          </table>
          {query.isError && query.data === undefined && (
            <ErrorState error={query.error} onRetry={() => void query.refetch()} />
          )}
          {nothing && (filtered ? <NoMatch onClear={onClearFilters} /> : empty)}
        </div>
      </div>

      {query.data !== undefined && !nothing && (
        <footer className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1 px-1 text-sm text-ink-3">
          <span className="num" role="status">
            {footerText(
              t,
              formatNumber(rows.length, locale),
              total == null ? undefined : formatNumber(total, locale),
              hasNextPage,
            )}
          </span>
          {height === 'auto' && hasNextPage && (
            <Button size="sm" variant="ghost" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t('table.more')}
            </Button>
          )}
          {query.isError && (
            <span className="flex items-center gap-2 text-bad-ink">
              {t('table.stale', { reason: toProblem(query.error).message })}
              <Button
                size="sm"
                variant="ghost"
                onClick={() => void (isFetchNextPageError ? fetchNextPage() : query.refetch())}
              >
                {t('action.retry')}
              </Button>
            </span>
          )}
        </footer>
      )}
    </div>
  );
}

function footerText(t: ReturnType<typeof useT>, shown: string, total: string | undefined, more: boolean) {
  if (total !== undefined) return t('table.of', { shown, total });
  return more ? t('table.loaded', { shown }) : t('table.end', { shown });
}
