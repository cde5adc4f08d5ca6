import type { RolloutStatus } from './contract.ts';

/** Requests begun per second at one NAS. */
export const perSecondAndNas = 50;

/** Why a rollout cannot be cancelled; null when it can. */
export const whyNotCancel = ({ status, cancelledAt }: { status: RolloutStatus; cancelledAt: string | null }) => {
  if (status === 'done' || status === 'cancelled') return 'It is over.';
  return cancelledAt === null ? null : 'It is being cancelled.';
};

/** NASes are asked side by side, so the busiest one says how long it takes. */
export const secondsFor = (nases: readonly { sessions: number }[]): number =>
  Math.ceil(Math.max(0, ...nases.map(({ sessions }) => sessions)) / perSecondAndNas);

export interface Tally {
  sessionsAsked: number;
  acknowledged: number;
  refused: number;
  unanswered: number;
  ended: number;
  disconnected: number;
}
/** What answers add to the counts. A Disconnect stands in for a change that is counted already. */
export function tallyOf(
  answers: readonly { outcome: 'pending' | 'ack' | 'nak' | 'timeout' | 'no_session'; fallbackOf: string | null }[],
): Tally {
  const changes = answers.filter(({ fallbackOf }) => fallbackOf === null);
  const count = (outcome: string) => changes.filter((one) => one.outcome === outcome).length;
  return {
    sessionsAsked: changes.length,
    acknowledged: count('ack'),
    refused: count('nak'),
    unanswered: count('timeout'),
    ended: count('no_session'),
    disconnected: answers.filter(({ fallbackOf, outcome }) => fallbackOf !== null && outcome === 'ack').length,
  };
}
