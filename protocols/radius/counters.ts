import type { Refusal } from './acceptance.ts';
import { urgencyLevels } from './admission-queue.ts';
import { type Code, code } from './codes.ts';
import type { MalformedReason } from './packet.ts';

/** Why a request got no answer. */
export type DropReason =
  | MalformedReason
  | Refusal
  | 'unknown-nas'
  | 'overloaded'
  /** It waited so long that its sender no longer does. */
  | 'overdue'
  /** Too many of its sender, or too many in all, waited already. */
  | 'crowded-out'
  | 'handler-declined'
  | 'handler-failed'
  | 'send-failed';

/** Everything a server counts since it started. Numbers only grow, except `pending`, `queued`, `held` and `longestWaitMs`. */
export interface ServerCounters {
  received: number;
  /** Status-Server requests answered: signs of life, not logins, though their replies look alike. */
  statuses: number;
  /** Requests whose handler has not answered yet. */
  pending: number;
  /** Retransmissions answered with the identical reply. */
  duplicatesReplayed: number;
  /** Retransmissions that came while the first was still being handled; not answered themselves. */
  duplicatesInFlight: number;
  /** Requests that wait for their turn. */
  queued: number;
  /** Replies that are held back for a moment. */
  held: number;
  /** The longest that a request has waited for its turn since somebody set this to 0. */
  longestWaitMs: number;
  /** Requests dropped because more came than could be answered, by urgency. */
  readonly shed: number[];
  /** Replies by packet code. */
  readonly replies: Map<Code, number>;
  readonly dropped: Map<DropReason, number>;
}

export function newCounters(): ServerCounters {
  return {
    received: 0,
    statuses: 0,
    pending: 0,
    duplicatesReplayed: 0,
    duplicatesInFlight: 0,
    queued: 0,
    held: 0,
    longestWaitMs: 0,
    shed: new Array<number>(urgencyLevels).fill(0),
    replies: new Map(Object.values(code).map((number) => [number, 0])),
    dropped: new Map(),
  };
}
