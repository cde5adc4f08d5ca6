import type { ReactNode } from 'react';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatDate, type Instant, toDate } from '#ui/format/time.ts';
import { useNow } from '#ui/format/values.tsx';
import type { Tone } from '#ui/tone.ts';
import { Dot } from './badge.tsx';

export interface TimelineEntry {
  id: string;
  at: Instant;
  /** What happened, in one sentence; may hold links. */
  text: ReactNode;
  tone?: Tone;
  /** money, network, service, messages, audit. */
  kind?: string;
  /** Who did it. */
  by?: string | undefined;
}

/** What happened, newest first: the time today, the date before. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const { locale, timeZone } = useFormat();
  const today = formatDate(useNow(), 'date', locale, timeZone);
  return (
    <ol className="flex flex-col">
      {entries.map(({ id, at, text, tone = 'neutral', kind, by }, index) => {
        const isToday = formatDate(at, 'date', locale, timeZone) === today;
        return (
          <li key={id} className="grid grid-cols-[56px_auto_minmax(0,1fr)_auto] items-baseline gap-x-3 py-[5px]">
            <time
              dateTime={toDate(at).toISOString()}
              title={formatDate(at, 'exact', locale, timeZone)}
              className="num text-end text-sm text-ink-3"
            >
              {formatDate(at, isToday ? 'time' : 'day', locale, timeZone)}
            </time>
            <span className="relative flex h-3 items-center">
              {index < entries.length - 1 && (
                <span aria-hidden className="absolute start-[3px] top-2.5 h-[26px] w-px bg-line" />
              )}
              <Dot tone={tone} />
            </span>
            <span className="min-w-0 wrap-anywhere">{text}</span>
            <span className="text-sm text-ink-3">{[kind, by].filter(Boolean).join(' · ')}</span>
          </li>
        );
      })}
    </ol>
  );
}
