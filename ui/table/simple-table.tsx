import { type ReactNode, useEffect, useRef, useState } from 'react';
import { cn } from '#ui/cn.ts';

export interface SimpleColumn<Row> {
  id: string;
  header: string;
  /** The header is read out, not shown: a column of dots or buttons. */
  quiet?: boolean;
  cell: (row: Row) => ReactNode;
  align?: 'start' | 'end';
}

export interface SimpleTableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly SimpleColumn<Row>[];
  getId: (row: Row) => string;
}

/** Whether the table is wider than its place. */
function useScrolls() {
  const frame = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const node = frame.current;
    if (!node) return;
    const observer = new ResizeObserver(() => setScrolls(node.scrollWidth > node.clientWidth));
    observer.observe(node);
    if (node.firstElementChild) observer.observe(node.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return { frame, scrolls };
}

/** A few rows inside a card: no paging, no choice of columns. For lists use DataTable. */
export function SimpleTable<Row>({ label, rows, columns, getId }: SimpleTableProps<Row>) {
  const { frame, scrolls } = useScrolls();
  return (
    <div ref={frame} className="relative overflow-x-auto" {...(scrolls ? { tabIndex: 0 } : {})}>
      <table aria-label={label} className="w-full border-separate border-spacing-0">
        <thead>
          <tr>
            {columns.map(({ id, header, align, quiet }, at) => (
              <th
                key={id}
                scope="col"
                className={cn(
                  'h-7 border-b border-line pe-3 text-sm font-medium whitespace-nowrap text-ink-3 last:pe-0',
                  align === 'end' ? 'text-end' : 'text-start',
                  at === 0 && 'ps-0',
                )}
              >
                {quiet ? <span className="sr-only">{header}</span> : header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={getId(row)} className="group">
              {columns.map(({ id, cell, align }) => (
                <td
                  key={id}
                  className={cn(
                    'h-[31px] border-b border-line pe-3 whitespace-nowrap group-last:border-0 last:pe-0',
                    align === 'end' && 'num text-end',
                  )}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
