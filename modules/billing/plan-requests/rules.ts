export const requestStatuses = ['waiting', 'approved', 'declined', 'withdrawn', 'dropped'] as const;
export type RequestStatus = (typeof requestStatuses)[number];
/** What the portal lets a subscriber do. `upgrades`: those happen at once, everything else is decided by staff. */
export const selfServiceModes = ['off', 'approval', 'upgrades', 'all'] as const;
export type SelfServiceMode = (typeof selfServiceModes)[number];
export type Direction = 'upgrade' | 'downgrade' | 'sideways';

/** Whether a request is carried out without staff. */
export const happensAtOnce = (mode: SelfServiceMode, direction: Direction): boolean =>
  mode === 'all' || (mode === 'upgrades' && direction === 'upgrade');

/** Why a request cannot be decided or taken back; undefined: it can. */
export function whyNotDecide(status: RequestStatus): string | undefined {
  const reasons: Record<RequestStatus, string | undefined> = {
    waiting: undefined,
    approved: 'This request is approved already.',
    declined: 'This request was declined; the subscriber can ask again.',
    withdrawn: 'The subscriber has taken this request back.',
    dropped: 'The change was taken back after it was approved.',
  };
  return reasons[status];
}

/** The sum falls with each day of a period; what is more than was agreed to needs the subscriber’s word again. */
export const isWithinAgreed = (agreedNetMinor: number, netMinor: number): boolean => netMinor <= agreedNetMinor;

/** How the speeds, and between equals the prices, of two plans compare. */
export function directionOf(
  from: { downloadKbps: number; priceMinor: number },
  to: { downloadKbps: number; priceMinor: number },
): Direction {
  const by = to.downloadKbps - from.downloadKbps || to.priceMinor - from.priceMinor;
  return by > 0 ? 'upgrade' : by < 0 ? 'downgrade' : 'sideways';
}
