interface Traffic {
  at: string;
  downloadBytes: number;
  uploadBytes: number;
}
/** How far a point of the period before is moved, so that it lies under its own of now. */
export function moved(items: readonly Traffic[], byMs: number): [number, number][] {
  return items.map(({ at, downloadBytes, uploadBytes }) => [Date.parse(at) + byMs, downloadBytes + uploadBytes]);
}

/** Hours without traffic are nought once something was measured before; what has not come yet is left out. */
export function everyHour(items: readonly Traffic[], fromMs: number, toMs: number, nowMs: number): Traffic[] {
  const hourMs = 3_600_000;
  const known = new Map(items.map((item) => [Date.parse(item.at), item]));
  const first = Math.max(fromMs, items[0] ? Date.parse(items[0].at) : toMs);
  const hours: Traffic[] = [];
  for (let at = first; at < Math.min(toMs, nowMs); at += hourMs)
    hours.push(known.get(at) ?? { at: new Date(at).toISOString(), downloadBytes: 0, uploadBytes: 0 });
  return hours;
}
