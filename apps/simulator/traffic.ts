/**
 * Share of its peak at which a household uses its line at an hour of its day: low at night, a hump at noon, full in the
 * evening. @param hour local, 0 to 24, fractions allowed
 */
export function dailyCurve(hour: number): number {
  const hump = (centre: number, width: number) =>
    Math.exp(-((((hour - centre + 36) % 24) - 12) ** 2) / (2 * width * width));
  return Math.min(1, 0.06 + 0.32 * hump(12.5, 3) + 0.85 * hump(20.5, 2.6));
}

/** Hour of day, with fractions, in a zone. @param atMs Unix milliseconds */
export function localHour(atMs: number, timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs)).toZonedDateTimeISO(timeZone);
  return local.hour + local.minute / 60;
}

/** Octets moved in `seconds` by a subscriber who likes their line `appetite` much (0 to 1). */
export function octetsMoved(options: {
  kbps: number;
  seconds: number;
  atMs: number;
  timeZone: string;
  appetite: number;
  jitter: number;
}): number {
  const mean = options.kbps * 125 * 0.14 * options.appetite * dailyCurve(localHour(options.atMs, options.timeZone));
  return Math.floor(mean * options.seconds * (0.4 + 1.2 * options.jitter));
}
