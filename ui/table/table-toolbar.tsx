import { Columns3, Download, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { useT } from '#ui/i18n/i18n.ts';
import type { Column } from './columns.ts';

export interface TableToolbarProps<Row> {
  columns: readonly Column<Row>[];
  shown: (id: string) => boolean;
  onShow: (id: string, shown: boolean) => void;
  onExport: (() => void) | undefined;
  exporting: boolean;
  children: ReactNode;
}

export function TableToolbar<Row>({ columns, shown, onShow, onExport, exporting, children }: TableToolbarProps<Row>) {
  const t = useT();
  return (
    <div className="flex min-h-8 flex-wrap items-start gap-2">
      <div className="min-w-0 flex-1 basis-60">{children}</div>
      <div className="ms-auto flex items-center gap-1">
        {onExport && (
          <IconButton label={t(exporting ? 'table.exporting' : 'table.export')} pending={exporting} onClick={onExport}>
            <Download />
          </IconButton>
        )}
        <Menu
          label={t('table.columns')}
          trigger={
            <IconButton label={t('table.columns')}>
              <Columns3 />
            </IconButton>
          }
          groups={[
            columns
              .filter((column) => !column.fixed)
              .map((column) => ({
                label: column.header,
                checked: shown(column.id),
                stay: true,
                onSelect: () => onShow(column.id, !shown(column.id)),
              })),
          ]}
        />
      </div>
    </div>
  );
}

export interface BulkBarProps {
  count: number;
  onClear: () => void;
  children: ReactNode;
}

/** Stands where the filters were while rows are selected, so nothing moves. */
export function BulkBar({ count, onClear, children }: BulkBarProps) {
  const t = useT();
  return (
    <div
      className="flex min-h-8 flex-wrap items-center gap-2"
      role="toolbar"
      aria-label={t('table.selected', { count })}
    >
      <span className="num font-medium" role="status">
        {t('table.selected', { count })}
      </span>
      {children}
      <Button variant="ghost" size="sm" icon={<X />} onClick={onClear}>
        {t('action.clear')}
      </Button>
    </div>
  );
}
