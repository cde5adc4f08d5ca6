import type { SeatType } from '#modules/licensing/catalogue/contract.ts';

const rank: Record<SeatType, number> = { 'read-only': 0, operator: 1, admin: 2 };

/** The least seat that somebody with these permissions needs: who decides about access is an admin, who changes things an operator. */
export function seatFor(permissions: readonly string[]): SeatType {
  const changes = permissions.filter((p) => !p.endsWith(':read'));
  if (changes.some((p) => p === '*' || p.startsWith('identity.'))) return 'admin';
  return changes.length > 0 ? 'operator' : 'read-only';
}

/** Whether a seat is enough for what somebody may do. */
export const isEnough = (seat: SeatType, needed: SeatType): boolean => rank[seat] >= rank[needed];
