interface End {
  cause: string;
  lengthBucket: number;
  sessions: number;
  seconds: number;
}
export interface Cause {
  cause: string;
  sessions: number;
  share: number;
  meanSeconds: number;
}

/** Every class of length, also those that nothing fell into; none at all when nothing ended. */
export function byLength(ends: readonly End[], names: readonly string[]): { name: string; sessions: number }[] {
  if (ends.length === 0) return [];
  return names.map((name, bucket) => ({
    name,
    sessions: ends.reduce((sum, end) => sum + (end.lengthBucket === bucket ? end.sessions : 0), 0),
  }));
}

/** Causes, the most frequent first. */
export function byCause(ends: readonly End[]): Cause[] {
  const all = ends.reduce((sum, { sessions }) => sum + sessions, 0);
  return [...Map.groupBy(ends, ({ cause }) => cause)]
    .map(([cause, rows]) => {
      const sessions = rows.reduce((sum, row) => sum + row.sessions, 0);
      const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
      return { cause, sessions, share: sessions / all, meanSeconds: seconds / sessions };
    })
    .sort((a, b) => b.sessions - a.sessions);
}
