/** Minutes a visit lasts at most. */
export const visitMinutes = 30;

export const visitStatuses = ['started', 'open', 'ended', 'expired', 'unused'] as const;
export type VisitStatus = (typeof visitStatuses)[number];

interface Dated {
  enteredAt: string | null;
  endedAt: string | null;
  expiresAt: string;
}
/** Where a visit stands; `unused`: its link was not followed in time. */
export function statusAt({ enteredAt, endedAt, expiresAt }: Dated, nowMs: number): VisitStatus {
  if (endedAt) return 'ended';
  const isOver = Date.parse(expiresAt) <= nowMs;
  if (enteredAt) return isOver ? 'expired' : 'open';
  return isOver ? 'unused' : 'started';
}

/** Undefined when a visit can be ended, else the reason. */
export const endRefusal = (status: VisitStatus): string | undefined =>
  status === 'started' || status === 'open' ? undefined : 'This visit is over already.';
