import { saysGone } from './coa-rules.ts';

export interface Answer {
  outcome: 'ack' | 'nak' | 'timeout';
  errorCause: number | null;
  errorCauseText: string | null;
}
export type Proof = 'alive' | 'gone' | 'nothing';

/**
 * What the answer to a probe proves. Whoever refuses for any reason but "session context not found" is left in peace: no
 * subscriber is cut off the books on a guess, and the AAA engine ends what has been silent for a day in any case.
 */
export function whatItProves({ outcome, errorCause, errorCauseText }: Answer): { proves: Proof; words: string } {
  if (outcome === 'ack') return { proves: 'alive', words: 'NAS says it lives' };
  if (outcome === 'timeout') return { proves: 'nothing', words: 'NAS fell silent' };
  if (saysGone(errorCause)) return { proves: 'gone', words: 'NAS no longer knows it' };
  return { proves: 'alive', words: `NAS refused the probe: ${errorCauseText ?? errorCause ?? 'no reason given'}` };
}

/** An engine that has not reported for so long is down, or cut off from the database. */
const quietMs = 60_000;
/** With more than this waiting in its spool, what looks silent may only be uncounted. */
const behindBytes = 5_000_000;

/** Silence of a NAS means something only after the engine has listened that long, and has counted what it heard. */
export const engineIsListening = (
  { startedMs, seenMs, backlogBytes }: { startedMs: number; seenMs: number; backlogBytes: number },
  nowMs: number,
  allowedMs: number,
): boolean => nowMs - seenMs < quietMs && nowMs - startedMs >= allowedMs && backlogBytes < behindBytes;
