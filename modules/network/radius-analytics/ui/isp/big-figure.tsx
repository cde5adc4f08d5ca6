import type { ReactNode } from 'react';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { cn } from '#ui/cn.ts';
import { Link } from '#ui/page/url.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import type { Tone } from '#ui/tone.ts';

export interface BigFigureProps {
  label: string;
  /** Undefined while it loads. */
  value: ReactNode;
  unit?: ReactNode;
  note?: ReactNode;
  /** Coloured only where somebody has to look. */
  tone?: Tone;
  to?: string;
  error?: unknown;
}

const edges: Partial<Record<Tone, string>> = {
  ok: 'border-s-ok',
  warn: 'border-s-warn bg-warn-soft',
  bad: 'border-s-bad bg-bad-soft',
};
const inks: Partial<Record<Tone, string>> = { warn: 'text-warn-ink', bad: 'text-bad-ink' };

/** A number to be read from across the room. */
export function BigFigure({ label, value, unit, note, tone = 'neutral', to, error }: BigFigureProps) {
  return (
    <section
      className={cn(
        'relative min-w-0 rounded-lg border border-s-4 border-line bg-panel px-4 pt-3 pb-3.5 shadow-card',
        edges[tone],
        inks[tone],
      )}
    >
      <h2 className={cn('text-base font-medium', inks[tone] ?? 'text-ink-2')}>
        {to ? (
          <Link to={to} className="after:absolute after:inset-0 after:rounded-lg hover:underline">
            {label}
          </Link>
        ) : (
          label
        )}
      </h2>
      <p className="num mt-1 flex min-h-10 flex-wrap items-baseline gap-x-2 text-[32px] leading-10 font-semibold tracking-[-0.03em] sm:min-h-12 sm:text-[44px] sm:leading-12">
        {value === undefined && error ? (
          <span className="text-base leading-5 font-normal tracking-normal text-bad-ink">
            {toProblem(error).message}
          </span>
        ) : value === undefined ? (
          <Skeleton className="my-1.5 h-9 w-28" />
        ) : (
          <>
            {value}
            {unit && <span className="text-lg font-medium tracking-normal sm:text-xl">{unit}</span>}
          </>
        )}
      </p>
      <p className={cn('mt-1 min-h-5 text-base', inks[tone] ?? 'text-ink-2')}>{note}</p>
    </section>
  );
}
