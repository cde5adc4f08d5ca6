export interface Traffic {
  /** Beginning of the bucket, ISO 8601. */
  at: string;
  downloadBytes: number;
  uploadBytes: number;
}
const hourMs = 3_600_000;

/** Mean bits per second of each hour from `from` to `to` (ISO 8601, whole hours); null where nothing was measured. */
export function hourlyBps(points: readonly Traffic[], from: string, to: string) {
  const known = new Map(points.map((point) => [Date.parse(point.at), point]));
  const hours = Math.round((Date.parse(to) - Date.parse(from)) / hourMs);
  const at = (hour: number) => known.get(Date.parse(from) + hour * hourMs);
  const each = (read: (point: Traffic) => number) =>
    Array.from({ length: hours }, (_, hour) => {
      const point = at(hour);
      return point ? (read(point) * 8) / 3600 : null;
    });
  return { down: each((p) => p.downloadBytes), up: each((p) => p.uploadBytes) };
}

export const totalBytes = (points: readonly Traffic[]) =>
  points.reduce((sum, point) => sum + point.downloadBytes + point.uploadBytes, 0);

const days = new Map<string, Intl.DateTimeFormat>();
/** The calendar day of an instant in an IANA zone (undefined: the browser's), such as `2026-11-22`. */
export function localDay(at: string | number, timeZone: string | undefined): string {
  const key = timeZone ?? '';
  let format = days.get(key);
  if (!format) {
    // Canada writes its dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('en-CA', {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      ...(timeZone ? { timeZone } : {}),
    });
    days.set(key, format);
  }
  return format.format(new Date(at));
}

/** The days of the month that `nowMs` lies in, from the first to that of `nowMs`, each with its traffic or null. */
export function monthByDay(points: readonly Traffic[], nowMs: number, timeZone: string | undefined) {
  const today = localDay(nowMs, timeZone);
  const known = new Map(points.map((point) => [localDay(point.at, timeZone), point]));
  return Array.from({ length: Number(today.slice(8)) }, (_, at) => {
    const day = `${today.slice(0, 8)}${String(at + 1).padStart(2, '0')}`;
    return { day, traffic: known.get(day) ?? null };
  });
}
