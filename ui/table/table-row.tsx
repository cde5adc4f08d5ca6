import type { Row as TableRow } from '@tanstack/react-table';
import { type MouseEvent, memo, useLayoutEffect, useRef } from 'react';
import { cn } from '#ui/cn.ts';
import { Link } from '#ui/page/url.tsx';
import type { Column } from './columns.ts';

export interface DataRowProps<Row> {
  row: TableRow<Row>;
  columns: readonly Column<Row>[];
  index: number;
  active: boolean;
  selected: boolean;
  selectable: boolean;
  selectLabel: string;
  href: string | undefined;
  onOpen: (index: number) => void;
  onSelect: (index: number, selected: boolean, range: boolean) => void;
}

function DataRowView<Row>(props: DataRowProps<Row>) {
  const { row, columns, index, active, selected, selectable, selectLabel, href, onOpen, onSelect } = props;
  const element = useRef<HTMLTableRowElement>(null);
  useLayoutEffect(() => {
    if (active) element.current?.focus({ preventScroll: true });
  }, [active]);

  const open = (event: MouseEvent<HTMLTableRowElement>) => {
    const inner = event.target instanceof Element && event.target.closest('a, button, input, label, [role="menuitem"]');
    if (!href || inner || window.getSelection()?.toString()) return;
    if (event.metaKey || event.ctrlKey) window.open(href, '_blank');
    else onOpen(index);
  };

  return (
    <tr
      ref={element}
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={selectable ? selected : undefined}
      data-active={active || undefined}
      onClick={open}
      className={cn(
        'group h-9 bg-panel outline-none hover:bg-hover data-active:bg-hover pointer-coarse:h-11',
        href && 'cursor-pointer',
        selected && 'bg-brand-soft hover:bg-brand-soft data-active:bg-brand-soft',
      )}
    >
      {selectable && (
        <td className="sticky start-0 z-1 border-b border-line bg-inherit ps-3 group-data-active:shadow-[inset_2px_0_0_var(--brand)]">
          <input
            type="checkbox"
            aria-label={selectLabel}
            checked={selected}
            onChange={() => undefined}
            onClick={(event) => onSelect(index, !selected, event.shiftKey)}
            className="check opacity-0 group-hover:opacity-100 checked:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
          />
        </td>
      )}
      {columns.map((column, at) => (
        <td
          key={column.id}
          className={cn(
            'truncate border-b border-line px-3 py-0',
            column.align === 'end' && 'num text-end',
            at === 0 && 'sticky z-1 bg-inherit',
            at === 0 && (selectable ? 'start-[38px]' : 'start-0 group-data-active:shadow-[inset_2px_0_0_var(--brand)]'),
          )}
        >
          {at === 0 && href ? (
            <Link to={href} className="rounded-xs font-medium text-ink hover:underline">
              {column.cell(row.original)}
            </Link>
          ) : (
            column.cell(row.original)
          )}
        </td>
      ))}
    </tr>
  );
}

// Hundreds of rows: one that did not change is not rendered again.
export const DataRow = memo(DataRowView) as typeof DataRowView;
