import type { CoaFallback } from './coa-operations.ts';
import type { AccountState, CoaKind, CoaOutcome, CoaVerification, Restriction, Shaping } from './resources.ts';

/** Seconds until an unanswered request is made again; after the last one it is left. */
const askAgainAfterSeconds = [30, 120, 600] as const;
/** Times a NAS is asked to end a session that it says has ended, and that goes on. */
const mostDisconnects = 3;
/** A report this soon after the answer may have been under way before it. */
const underWayMs = 5_000;
/** Reports a NAS may miss before nothing is concluded from an acknowledgement. */
const reportsWaitedFor = 3;
/** RFC 5176 3.5: Session-Context-Not-Found. */
const sessionContextNotFound = 503;

const later = (nowMs: number, seconds: number) => new Date(nowMs + seconds * 1000).toISOString();

/** When to look after a request again that was just answered for the `rounds`th time; null when it is settled. */
export function followUpAfter(
  { outcome, rounds }: { outcome: CoaOutcome; rounds: number },
  nowMs: number,
  interimSeconds: number,
): string | null {
  if (outcome === 'ack') return later(nowMs, interimSeconds + 15);
  if (outcome !== 'timeout') return null;
  const seconds = askAgainAfterSeconds[rounds - 1];
  return seconds === undefined ? null : later(nowMs, seconds);
}

/** What an answer says about the effect, before anything else is known. */
export function firstVerification(outcome: CoaOutcome, kind: CoaKind, errorCause: number | null): CoaVerification {
  if (outcome === 'ack') return 'waiting';
  // The NAS does not know the session: that is what a Disconnect was for.
  return kind === 'disconnect' && errorCause === sessionContextNotFound ? 'confirmed' : 'none';
}

export const saysGone = (errorCause: number | null): boolean => errorCause === sessionContextNotFound;

/** Whether a change that failed is answered with a Disconnect: the new login then brings the new speed. */
export function wantsFallback(
  request: {
    kind: CoaKind;
    outcome: CoaOutcome;
    errorCause: number | null;
    downloadKbps: number | null;
    followUpAt: string | null;
    fallbackId: string | null;
  },
  policy: CoaFallback,
): boolean {
  const { kind, outcome, errorCause, downloadKbps, followUpAt, fallbackId } = request;
  if (policy !== 'disconnect' || kind !== 'change_speed' || fallbackId !== null) return false;
  // A speed for one session alone would be lost with the session.
  if (downloadKbps !== null) return false;
  if (outcome === 'nak') return !saysGone(errorCause);
  return outcome === 'timeout' && followUpAt === null;
}

export interface Acknowledged {
  kind: CoaKind;
  rounds: number;
  answeredAt: string;
}
export interface SeenSession {
  updatedAt: string;
  stoppedAt: string | null;
}

/** What is to be done about a request whose time to be looked after has come. */
export type FollowUp =
  | { next: 'ask-again'; verification: CoaVerification }
  | { next: 'wait'; until: string }
  | { next: 'settled'; verification: CoaVerification };

/**
 * Judges an acknowledged request by what its session has reported since. `session` is undefined when its row is gone.
 */
export function verify(
  { kind, rounds, answeredAt }: Acknowledged,
  session: SeenSession | undefined,
  nowMs: number,
  interimSeconds: number,
): FollowUp {
  // Either the Disconnect did it, or the new speed comes with the next login.
  if (session === undefined || session.stoppedAt !== null) return { next: 'settled', verification: 'confirmed' };
  const answeredMs = Date.parse(answeredAt);
  const reported = Date.parse(session.updatedAt) > answeredMs + underWayMs;
  if (reported && kind === 'change_speed') return { next: 'settled', verification: 'confirmed' };
  if (reported)
    return rounds < mostDisconnects
      ? { next: 'ask-again', verification: 'contradicted' }
      : { next: 'settled', verification: 'contradicted' };
  if (nowMs > answeredMs + reportsWaitedFor * interimSeconds * 1000)
    return { next: 'settled', verification: 'unknown' };
  return { next: 'wait', until: later(nowMs, 60) };
}

interface Granted {
  downloadKbps: number;
  uploadKbps: number;
  shaping: Shaping | null;
  restriction: Restriction | null;
}
/** The speed a login has now: what it is granted, within what is laid upon it. A throttled line does not burst. */
export function lineSpeed({ downloadKbps, uploadKbps, shaping, restriction }: Granted) {
  if (restriction?.kind !== 'throttle') return { downloadKbps, uploadKbps, shaping };
  return {
    downloadKbps: Math.min(downloadKbps, restriction.downloadKbps),
    uploadKbps: Math.min(uploadKbps, restriction.uploadKbps),
    shaping: null,
  };
}
/**
 * A login as logins are answered: with the speed it has now; one that is shut out is as good as suspended, with a reason of
 * its own.
 */
export function asAnswered<T extends Granted & { state: AccountState; rejectMessage: string | null }>(account: T): T {
  const { restriction, state } = account;
  const blocked = restriction?.kind === 'block' && state === 'active' ? restriction : undefined;
  return {
    ...account,
    ...lineSpeed(account),
    state: blocked ? 'suspended' : state,
    rejectMessage: blocked?.reason ?? account.rejectMessage,
  };
}

export const sameSpeed = (a: ReturnType<typeof lineSpeed>, b: ReturnType<typeof lineSpeed>): boolean =>
  a.downloadKbps === b.downloadKbps && a.uploadKbps === b.uploadKbps && sameShaping(a.shaping, b.shaping);

const noShaping: Shaping = {
  burstDownloadKbps: null,
  burstUploadKbps: null,
  burstDownloadThresholdKbps: null,
  burstUploadThresholdKbps: null,
  burstSeconds: null,
  qosProfileName: null,
};
const shapingKeys = [
  'burstDownloadKbps',
  'burstUploadKbps',
  'burstDownloadThresholdKbps',
  'burstUploadThresholdKbps',
  'burstSeconds',
  'qosProfileName',
] as const satisfies readonly (keyof Shaping)[];
export const sameShaping = (a: Shaping | null, b: Shaping | null): boolean =>
  shapingKeys.every((key) => (a ?? noShaping)[key] === (b ?? noShaping)[key]);
