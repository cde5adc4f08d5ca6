import type { ReactNode } from 'react';
import { cn } from '#ui/cn.ts';

export interface CardProps {
  title?: ReactNode;
  /** Beside the title: a chip, a badge. */
  status?: ReactNode;
  /** At the far end of the header: when it was measured, a link, a small button. */
  aside?: ReactNode;
  className?: string;
  /** Without padding, for a table or a chart that reaches the edges. */
  flush?: boolean;
  children: ReactNode;
}

export const Card = ({ title, status, aside, className, flush = false, children }: CardProps) => (
  <section className={cn('flex min-w-0 flex-col rounded-lg border border-line bg-panel shadow-card', className)}>
    {(title || aside) && (
      <header className="flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1 px-4 pt-2.5 pb-1.5">
        {title && <h2 className="text-base font-semibold">{title}</h2>}
        {status}
        {aside && <div className="ms-auto flex items-center gap-2 text-sm text-ink-3">{aside}</div>}
      </header>
    )}
    <div
      className={cn('min-w-0 flex-1', flush ? 'overflow-hidden rounded-b-lg' : title || aside ? 'px-4 pb-3.5' : 'p-4')}
    >
      {children}
    </div>
  </section>
);

/** Twelve columns on a desk, one on a phone; give each card `className="lg:col-span-4"`. */
export const Grid = ({ className, children }: { className?: string; children: ReactNode }) => (
  <div className={cn('grid grid-cols-1 gap-4 sm:grid-cols-2 sm:*:col-span-2 lg:grid-cols-12', className)}>
    {children}
  </div>
);

export interface DescriptionItem {
  term: ReactNode;
  value: ReactNode;
  /** Leave out when the value is null or undefined instead of showing a dash. */
  hideEmpty?: boolean;
}

/** Facts as term and value. `end` right-aligns the values, as in the cards of a 360 page. */
export function DescriptionList({
  items,
  align = 'end',
}: {
  items: readonly DescriptionItem[];
  align?: 'start' | 'end';
}) {
  return (
    <dl className="flex flex-col">
      {items
        .filter(({ value, hideEmpty }) => !hideEmpty || (value !== null && value !== undefined))
        .map(({ term, value }, at) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of facts
            key={at}
            className={cn('flex min-h-[26px] items-baseline gap-4 py-[3px]', align === 'end' && 'justify-between')}
          >
            <dt className={cn('shrink-0 text-ink-3', align === 'start' && 'w-40')}>{term}</dt>
            <dd className={cn('min-w-0 wrap-anywhere', align === 'end' && 'text-end')}>
              {value ?? <span className="text-ink-3">—</span>}
            </dd>
          </div>
        ))}
    </dl>
  );
}
