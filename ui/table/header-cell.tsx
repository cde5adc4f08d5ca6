import { ArrowDown, ArrowUp } from 'lucide-react';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';
import { type Column, nextSort, sortKey } from './columns.ts';

export interface HeaderCellProps<Row> {
  column: Column<Row>;
  sort: string | undefined;
  onSort: ((sort: string | undefined) => void) | undefined;
  className: string;
}

/** A column's header; a click sorts on the server where the column can be sorted. */
export function HeaderCell<Row>({ column, sort, onSort, className }: HeaderCellProps<Row>) {
  const t = useT();
  const key = sortKey(column);
  const up = key !== undefined && sort === key;
  const down = key !== undefined && sort === `-${key}`;
  const end = column.align === 'end';
  return (
    <th
      scope="col"
      aria-sort={key === undefined ? undefined : up ? 'ascending' : down ? 'descending' : 'none'}
      className={cn(
        'h-8 border-b border-line bg-panel px-3 text-sm font-medium text-ink-3',
        end ? 'text-end' : 'text-start',
        className,
      )}
    >
      {key !== undefined && onSort ? (
        <button
          type="button"
          onClick={() => onSort(nextSort(sort, key))}
          title={t('table.sort', { column: column.header })}
          className={cn(
            'group -mx-1 inline-flex h-6 max-w-full items-center gap-1 rounded-xs px-1 font-medium hover:text-ink',
            (up || down) && 'text-ink',
            end && 'flex-row-reverse',
          )}
        >
          <span className="truncate">{column.header}</span>
          {down ? (
            <ArrowDown aria-hidden className="size-3 shrink-0" />
          ) : (
            <ArrowUp aria-hidden className={cn('size-3 shrink-0', !up && 'opacity-0 group-hover:opacity-60')} />
          )}
        </button>
      ) : (
        <span className="block truncate">{column.header}</span>
      )}
    </th>
  );
}
