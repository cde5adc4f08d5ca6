import { useEffect, useState, useSyncExternalStore } from 'react';
import { cn } from '#ui/cn.ts';
import { useFormat } from './format-context.tsx';
import { formatMoney, type MoneyFormat } from './money.ts';
import { formatNumber, formatPercent, splitBps, splitBytes } from './quantity.ts';
import { type DateStyle, formatDate, formatDuration, formatRelative, type Instant, toDate } from './time.ts';

export interface MoneyProps extends Omit<MoneyFormat, 'locale'> {
  /** Integer of the currency's minor unit (cents, kobo, fils). */
  amountMinor: number;
  /** ISO 4217; the tenant's currency when left out. */
  currency?: string | undefined;
  className?: string;
}

export function Money({ amountMinor, currency, className, ...style }: MoneyProps) {
  const format = useFormat();
  return (
    <span className={cn('num', className)}>
      {formatMoney(amountMinor, currency ?? format.currency, { ...style, locale: format.locale })}
    </span>
  );
}

const Quantity = ({ value, unit, className }: { value: string; unit: string; className?: string | undefined }) => (
  <span dir="ltr" className={cn('num', className)}>
    {value} <span className="text-ink-3">{unit}</span>
  </span>
);

/** Decimal units, as plans and invoices count; `binary` for memory and disks. */
export function Bytes({ bytes, binary, className }: { bytes: number; binary?: boolean; className?: string }) {
  const { locale } = useFormat();
  return <Quantity {...splitBytes(bytes, locale, binary)} className={className} />;
}

export function Bps({ bps, className }: { bps: number; className?: string }) {
  const { locale } = useFormat();
  return <Quantity {...splitBps(bps, locale)} className={className} />;
}

export function NumberText({
  value,
  unit,
  digits,
  className,
}: {
  value: number;
  unit?: string;
  digits?: number;
  className?: string;
}) {
  const { locale } = useFormat();
  const text = formatNumber(value, locale, digits);
  return unit ? (
    <Quantity value={text} unit={unit} className={className} />
  ) : (
    <span className={cn('num', className)}>{text}</span>
  );
}

/** A share of one: `<Percent share={0.413} />` is 41.3%. */
export function Percent({ share, digits }: { share: number; digits?: number }) {
  const { locale } = useFormat();
  return <span className="num">{formatPercent(share, locale, digits)}</span>;
}

const clock = (() => {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      timer ??= setInterval(() => {
        now = Date.now();
        for (const tell of listeners) tell();
      }, 10_000);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
      };
    },
    read: () => now,
    refresh: () => {
      now = Date.now();
    },
  };
})();

/** One shared tick of ten seconds for everything relative on the page. */
export function useNow(): number {
  useState(clock.refresh);
  return useSyncExternalStore(clock.subscribe, clock.read, clock.read);
}

/** "3 min. ago"; the exact time with zone on hover. A plain `title`: tables show hundreds of these. */
export function RelativeTime({ at, className }: { at: Instant; className?: string }) {
  const { locale, timeZone } = useFormat();
  const tick = useNow();
  // What came since the last tick is not yet to come.
  const ahead = toDate(at).getTime() - tick;
  const now = ahead > 0 && ahead < 15_000 ? tick + ahead : tick;
  const exact = formatDate(at, 'exact', locale, timeZone);
  return (
    <time dateTime={toDate(at).toISOString()} title={exact} className={cn('whitespace-nowrap', className)}>
      {formatRelative(at, now, locale)}
    </time>
  );
}

/** A date or time in the tenant's zone; the exact instant on hover. */
export function DateTime({ at, show = 'date', className }: { at: Instant; show?: DateStyle; className?: string }) {
  const { locale, timeZone } = useFormat();
  return (
    <time
      dateTime={toDate(at).toISOString()}
      title={formatDate(at, 'exact', locale, timeZone)}
      className={cn('num', className)}
    >
      {formatDate(at, show, locale, timeZone)}
    </time>
  );
}

/** A length of time in its two largest units; with `since` it grows while you look. */
export function Duration({ seconds, since }: { seconds: number; since?: never } | { since: Instant; seconds?: never }) {
  if (since !== undefined) return <Growing since={since} />;
  return <span className="num">{formatDuration(seconds)}</span>;
}

function Growing({ since }: { since: Instant }) {
  const [now, setNow] = useState(Date.now);
  const start = toDate(since).getTime();
  // Seconds only matter while there are few of them.
  const stepMs = now - start < 3_600_000 ? 1000 : 60_000;
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), stepMs);
    return () => clearInterval(timer);
  }, [stepMs]);
  return <span className="num">{formatDuration((now - start) / 1000)}</span>;
}
