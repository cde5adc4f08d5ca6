const numbers = new Map<string, Intl.NumberFormat>();

/** A plain number with the locale's grouping; `digits` is the most decimals shown. */
export function formatNumber(value: number, locale = 'en', digits = 0): string {
  const key = `${locale}|${digits}`;
  let format = numbers.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
    numbers.set(key, format);
  }
  return format.format(value);
}

export interface Quantity {
  value: string;
  unit: string;
}

function scaled(amount: number, base: number, units: readonly string[], locale: string): Quantity {
  const size = Math.abs(amount);
  let step = 0;
  while (step < units.length - 1 && size >= base ** (step + 1)) step++;
  let value = amount / base ** step;
  // 999.96 would print as "1,000 MB" once rounded: it belongs to the next unit.
  if (Math.abs(Number(value.toPrecision(3))) >= base && step < units.length - 1) value = amount / base ** ++step;
  const digits = step === 0 || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return { value: formatNumber(value, locale, digits), unit: units[step] ?? '' };
}

/** Volume in decimal units, as plans and invoices count it (1 GB = 10⁹ bytes); `binary` for memory and disks. */
export const splitBytes = (bytes: number, locale = 'en', binary = false): Quantity =>
  binary
    ? scaled(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'], locale)
    : scaled(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], locale);

/** Line speed in bits per second: `splitBps(84_200_000)` is 84.2 Mbps. */
export const splitBps = (bps: number, locale = 'en'): Quantity =>
  scaled(bps, 1000, ['bps', 'kbps', 'Mbps', 'Gbps', 'Tbps'], locale);

export const joinQuantity = ({ value, unit }: Quantity) => `${value} ${unit}`;
export const formatBytes = (bytes: number, locale = 'en') => joinQuantity(splitBytes(bytes, locale));
export const formatBps = (bps: number, locale = 'en') => joinQuantity(splitBps(bps, locale));

/** A share as per cent: `formatPercent(0.413)` is 41.3%. */
export const formatPercent = (share: number, locale = 'en', digits = 1) =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(share);
