import { SearchX } from 'lucide-react';
import { Button } from '#ui/base/button.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';

/** Stands for the rows that are not rendered. */
export const Spacer = ({ span, height }: { span: number; height: number }) => (
  <tr aria-hidden>
    <td colSpan={span} className="p-0" style={{ height }} />
  </tr>
);

export interface SkeletonRowsProps {
  columns: readonly { id: string; align?: 'start' | 'end' }[];
  selectable: boolean;
  rows: number;
}

export const SkeletonRows = ({ columns, selectable, rows }: SkeletonRowsProps) =>
  Array.from({ length: rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: identical placeholders
    <tr key={row} aria-hidden className="h-9 pointer-coarse:h-11">
      {selectable && <td className="border-b border-line" />}
      {columns.map(({ id, align }, at) => (
        <td key={id} className="border-b border-line px-3">
          <Skeleton
            className={cn('h-3', ['w-3/4', 'w-1/2', 'w-2/3', 'w-5/12'][(row + at) % 4], align === 'end' && 'ms-auto')}
          />
        </td>
      ))}
    </tr>
  ));

export function NoMatch({ onClear }: { onClear: (() => void) | undefined }) {
  const t = useT();
  return (
    <EmptyState
      icon={<SearchX />}
      title={t('filter.noMatch')}
      action={onClear && <Button onClick={onClear}>{t('filter.clear')}</Button>}
    >
      {t('filter.noMatchText')}
    </EmptyState>
  );
}
