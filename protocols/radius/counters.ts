import type { Refusal } from './acceptance.ts';
import { type Code, code } from './codes.ts';
import type { MalformedReason } from './packet.ts';

/** Why a request got no answer. */
export type DropReason =
  | MalformedReason
  | Refusal
  | 'unknown-nas'
  | 'overloaded'
  | 'handler-declined'
  | 'handler-failed'
  | 'send-failed';

/** Everything a server counts since it started. Numbers only grow, except `pending`. */
export interface ServerCounters {
  received: number;
  /** Requests whose handler has not answered yet. */
  pending: number;
  /** Retransmissions answered with the identical reply. */
  duplicatesReplayed: number;
  /** Retransmissions that came while the first was still being handled; not answered themselves. */
  duplicatesInFlight: number;
  /** Replies by packet code. */
  readonly replies: Map<Code, number>;
  readonly dropped: Map<DropReason, number>;
}

export function newCounters(): ServerCounters {
  return {
    received: 0,
    pending: 0,
    duplicatesReplayed: 0,
    duplicatesInFlight: 0,
    replies: new Map(Object.values(code).map((number) => [number, 0])),
    dropped: new Map(),
  };
}
