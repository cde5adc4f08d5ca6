import type { AccountState, CoaOutcome, NasVendor } from './contract.ts';

export const vendorNames: Record<NasVendor, string> = {
  mikrotik: 'MikroTik RouterOS',
  cisco: 'Cisco IOS / IOS XE',
  huawei: 'Huawei NE / ME60',
  juniper: 'Juniper MX (Junos)',
  nokia: 'Nokia 7750 SR (SR OS)',
  ubiquiti: 'Ubiquiti EdgeOS',
  generic: 'Another make (RFC and WISPr)',
};
export const accountStateNames: Record<AccountState, string> = {
  active: 'Active',
  suspended: 'Suspended',
  disabled: 'Disabled',
};
export const outcomeNames: Record<CoaOutcome, string> = {
  pending: 'Waiting for the NAS',
  ack: 'Done',
  nak: 'Refused by the NAS',
  timeout: 'No answer from the NAS',
  no_session: 'No live session',
};

/** Why a session cannot be disconnected; null when it can. */
export const whyNotDisconnect = (session: { stoppedAt: string | null }): string | null =>
  session.stoppedAt === null ? null : 'This session is over.';

/** Why a NAS cannot be removed; null when it can. */
export const whyNotRemove = (nas: { liveSessions: number }): string | null =>
  nas.liveSessions === 0
    ? null
    : `It carries ${nas.liveSessions} live ${nas.liveSessions === 1 ? 'session' : 'sessions'}; disconnect them or wait until they end.`;

/** Why a login's password cannot be shown; null when it can. */
export const whyNotReveal = (login: { passwordKeeping: string }): string | null =>
  login.passwordKeeping === 'hashed'
    ? 'Only a salted hash of this password is kept, which nobody can read; set a new password instead.'
    : null;

/** Why a login cannot be deleted by hand; null when it can. */
export const whyNotDelete = (login: { subscriptionId: string | null }): string | null =>
  login.subscriptionId === null ? null : 'It belongs to a subscription and goes when that is terminated.';

/** Why a login's speed cannot be set by hand; null when it can. */
export const whyNotSpeed = (login: { subscriptionId: string | null }): string | null =>
  login.subscriptionId === null ? null : 'Its speed is that of the plan; change the plan of the subscription.';

/** A NAS that has been silent this long is worth a look. */
export const quietNasMinutes = 15;

/** A username or address as it stands in `search`, for LIKE. */
export const likePattern = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
export const prefixPattern = (text: string): string => `${text.replace(/[\\%_]/g, '\\$&')}%`;
/** An IPv4 address, alone: it is looked up as a whole, or 10.0.0.1 would find 10.0.0.10. */
export const isWholeIpv4 = (text: string): boolean => /^(\d{1,3}\.){3}\d{1,3}$/.test(text);

/** The lowest id (UUIDv7) that something at this instant can have. */
export const lowestId = (atMs: number): string => {
  const hex = Math.max(0, Math.floor(atMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};

interface NasSigns {
  lastSeenAt: string | null;
  lastProblem: string | null;
  lastProblemAt: string | null;
}
/** What was wrong counts until a good packet comes. */
export const isProblemCurrent = ({ lastSeenAt, lastProblem, lastProblemAt }: NasSigns): boolean =>
  lastProblem !== null && lastProblemAt !== null && (lastSeenAt === null || lastProblemAt > lastSeenAt);

/** How a NAS is doing, from the packets that come from it. */
export function nasHealth(
  nas: NasSigns & { liveSessions: number },
  nowMs: number,
): { tone: 'ok' | 'warn' | 'bad' | 'neutral'; label: string; why: string } {
  if (isProblemCurrent(nas))
    return { tone: 'bad', label: 'Not believed', why: `Its packets are refused: ${nas.lastProblem}.` };
  if (nas.lastSeenAt === null)
    return { tone: 'neutral', label: 'Not seen yet', why: 'No packet has come from this address.' };
  if (nowMs - Date.parse(nas.lastSeenAt) < quietNasMinutes * 60_000)
    return { tone: 'ok', label: 'Talking', why: 'Packets come and are answered.' };
  if (nas.liveSessions > 0)
    return {
      tone: 'warn',
      label: 'Silent',
      why: `It has sessions and has said nothing for ${quietNasMinutes} minutes.`,
    };
  return { tone: 'neutral', label: 'Quiet', why: 'Nobody is online there.' };
}
