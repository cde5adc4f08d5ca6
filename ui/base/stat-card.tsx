import { ArrowDownRight, ArrowUpRight, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '#ui/cn.ts';
import { Link } from '#ui/page/url.tsx';
import type { Tone } from '#ui/tone.ts';
import { Skeleton } from './skeleton.tsx';

export interface StatCardProps {
  label: string;
  /** The number, formatted: `<NumberText/>`, `<Money/>`, `<Bps/>`. Leave undefined while it loads; null when it is not known. */
  value: ReactNode;
  /** Change against a named period: `{ text: '+3.1%', against: 'last month', direction: 'up', tone: 'ok' }`. */
  delta?: { text: string; against: string; direction: 'up' | 'down' | 'flat'; tone?: Tone };
  /** Where the number comes from and when it was taken. */
  source?: ReactNode;
  /** Drills down to the rows behind the number. */
  to?: string;
  /** A small chart at the card's end. */
  chart?: ReactNode;
  /** Why there is no number. */
  problem?: string | undefined;
}

const arrows = { up: ArrowUpRight, down: ArrowDownRight, flat: Minus };
const deltaTone: Record<Tone, string> = {
  neutral: 'text-ink-2',
  ok: 'text-ok-ink',
  warn: 'text-warn-ink',
  bad: 'text-bad-ink',
  info: 'text-info-ink',
  brand: 'text-brand-text',
};

export function StatCard({ label, value, delta, source, to, chart, problem }: StatCardProps) {
  const Arrow = delta && arrows[delta.direction];
  return (
    <section
      className={cn(
        'relative flex min-w-0 flex-col rounded-lg border border-line bg-panel px-4 pt-3 pb-3 shadow-card transition-colors',
        to && 'hover:border-line-strong',
      )}
    >
      <h2 className="text-sm font-medium text-ink-2">
        {to ? (
          <Link
            to={to}
            className="after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-(--ring)"
          >
            {label}
          </Link>
        ) : (
          label
        )}
      </h2>
      <div className="mt-1 flex min-h-8 items-center justify-between gap-3">
        <p className="text-2xl font-semibold tracking-[-0.02em]">
          {problem ? (
            <span className="text-base font-normal tracking-normal text-bad-ink">{problem}</span>
          ) : (
            shown(value)
          )}
        </p>
        {chart && <div className="h-8 w-24 shrink-0">{chart}</div>}
      </div>
      <p className="mt-0.5 flex min-h-[18px] flex-wrap items-center gap-x-1.5 text-sm text-ink-3">
        {delta && Arrow && (
          <span className={cn('inline-flex items-center gap-0.5 font-medium', deltaTone[delta.tone ?? 'neutral'])}>
            <Arrow aria-hidden className="size-3.5" />
            {delta.text}
          </span>
        )}
        {delta && <span>{delta.against}</span>}
        {delta && source && <span aria-hidden>·</span>}
        {source}
      </p>
    </section>
  );
}

function shown(value: ReactNode) {
  if (value === undefined) return <Skeleton className="my-1 h-6 w-24" />;
  return value === null ? <span className="text-ink-3">—</span> : value;
}
