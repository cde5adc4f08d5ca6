export const noticeKinds = ['outage', 'planned'] as const;
export type NoticeKind = (typeof noticeKinds)[number];
/** Whom it concerns: everybody, who is or was last online at a NAS, who is on a plan, who is served in a town. */
export const noticeAreas = ['all', 'nas', 'plan', 'city'] as const;
export type NoticeArea = (typeof noticeAreas)[number];
export const noticeStates = ['coming', 'current', 'over'] as const;
export type NoticeState = (typeof noticeStates)[number];

interface Times {
  kind: NoticeKind;
  startsAt: string;
  endsAt: string | null;
  resolvedAt: string | null;
}
/** An outage lasts until it is said to be over; planned work also ends when its time has passed. */
export function stateOf({ kind, startsAt, endsAt, resolvedAt }: Times, nowIso: string): NoticeState {
  if (resolvedAt !== null) return 'over';
  if (startsAt > nowIso) return 'coming';
  return kind === 'planned' && endsAt !== null && endsAt <= nowIso ? 'over' : 'current';
}

/** Why nothing more can be said in it; undefined: it can. */
export const whyNotWrite = (state: NoticeState): string | undefined =>
  state === 'over' ? 'This notice is over; write a new one.' : undefined;
