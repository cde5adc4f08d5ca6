export type Instant = string | number | Date;

export const toDate = (instant: Instant) => (instant instanceof Date ? instant : new Date(instant));

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
];

const relatives = new Map<string, Intl.RelativeTimeFormat>();

/** "3 min. ago", "in 2 days", "now"; both instants are absolute, so the zone does not matter. */
export function formatRelative(instant: Instant, now: number, locale = 'en'): string {
  let format = relatives.get(locale);
  if (!format) {
    format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
    relatives.set(locale, format);
  }
  let amount = (toDate(instant).getTime() - now) / 1000;
  if (Math.abs(amount) < 5) return format.format(0, 'second');
  for (const [unit, size] of steps) {
    if (Math.abs(amount) < size) return format.format(Math.trunc(amount), unit);
    amount /= size;
  }
  return '';
}

export type DateStyle = 'date' | 'time' | 'minute' | 'exact' | 'day';

const styles: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  date: { year: 'numeric', month: 'short', day: 'numeric' },
  day: { month: 'short', day: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  minute: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  exact: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  },
};

const dates = new Map<string, Intl.DateTimeFormat>();

/** An instant in the tenant's zone (undefined: the browser's). `exact` carries seconds and the zone's name. */
export function formatDate(instant: Instant, style: DateStyle, locale = 'en', timeZone?: string): string {
  const key = `${locale}|${timeZone ?? ''}|${style}`;
  let format = dates.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...styles[style], ...(timeZone ? { timeZone } : {}) });
    dates.set(key, format);
  }
  return format.format(toDate(instant));
}

/** Two largest units of a length of time: "3 d 4 h", "12 min", "45 s". */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const parts: [number, string][] = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor(total / 3600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'min'],
    [total % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}
