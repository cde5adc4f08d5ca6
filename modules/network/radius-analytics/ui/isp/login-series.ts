export interface LoginPoint {
  at: string;
  accepts: number;
  rejects: number;
}
const minuteMs = 60_000;

/** Every minute of the span: one that is not listed saw no login. Before the first that was ever counted there is nothing. */
export function everyMinute(items: readonly LoginPoint[], fromMs: number, toMs: number) {
  const byMinute = new Map(items.map((point) => [Date.parse(point.at), point]));
  const first = items[0] ? Date.parse(items[0].at) : toMs;
  const points: { atMs: number; accepts: number; rejects: number }[] = [];
  for (let atMs = Math.max(first, Math.ceil(fromMs / minuteMs) * minuteMs); atMs < toMs; atMs += minuteMs) {
    const { accepts = 0, rejects = 0 } = byMinute.get(atMs) ?? {};
    points.push({ atMs, accepts, rejects });
  }
  return points;
}

/** Logins of the last whole minute that the AAA processes have reported; they report every five seconds. */
export function lastMinute(items: readonly LoginPoint[], nowMs: number): { accepts: number; rejects: number } {
  const minute = Math.floor((nowMs - 10_000) / minuteMs) * minuteMs - minuteMs;
  const { accepts = 0, rejects = 0 } = items.find(({ at }) => Date.parse(at) === minute) ?? {};
  return { accepts, rejects };
}

/** From this many a minute on, people count in seconds. */
const perSecondFrom = 120;
export const loginRate = (perMinute: number): { value: number; unit: string; digits: number } =>
  perMinute >= perSecondFrom
    ? { value: perMinute / 60, unit: '/s', digits: perMinute >= 600 ? 0 : 1 }
    : { value: perMinute, unit: '/min', digits: 0 };
