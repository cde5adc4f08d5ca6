export interface Sample {
  /** Unix milliseconds. */
  atMs: number;
  downloadBps: number;
  uploadBps: number;
}
export interface HourOfTraffic {
  at: string;
  downloadBytes: number;
  uploadBytes: number;
}
const hourMs = 3_600_000;

/** Adds a measurement; the same one is not added twice, and those older than an hour go. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last && last.atMs >= sample.atMs) return samples;
  return [...samples.filter(({ atMs }) => atMs > sample.atMs - hourMs), sample];
}

/**
 * The last day as one line: hours that are over as their mean, in the middle of the hour, then what was measured since this
 * page was opened. An hour without traffic records is a gap.
 */
export function trafficLine(hours: readonly HourOfTraffic[], samples: readonly Sample[], fromMs: number, toMs: number) {
  const known = new Map(hours.map((hour) => [Date.parse(hour.at), hour]));
  const firstSampleMs = samples[0]?.atMs ?? toMs;
  const points: { atMs: number; download: number | null; upload: number | null }[] = [];
  for (let at = Math.ceil(fromMs / hourMs) * hourMs; at + hourMs <= toMs; at += hourMs) {
    const middle = at + hourMs / 2;
    if (middle >= firstSampleMs) break;
    const hour = known.get(at);
    points.push({
      atMs: middle,
      download: hour ? (hour.downloadBytes * 8) / 3600 : null,
      upload: hour ? (hour.uploadBytes * 8) / 3600 : null,
    });
  }
  for (const { atMs, downloadBps, uploadBps } of samples)
    points.push({ atMs, download: downloadBps, upload: uploadBps });
  return points;
}
