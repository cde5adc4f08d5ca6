import type { Logger } from 'pino';
import type { DropReason } from '#protocols/radius/counters.ts';
import type { Directory } from './directory.ts';

const sayAgainAfterMs = 60_000;
const mostSenders = 1000;

/** What a NAS's owner should know of packets that were not believed; the other reasons are the wire's. */
const problems: Partial<Record<DropReason, string>> = {
  'message-authenticator-wrong': 'wrong shared secret',
  'request-authenticator-wrong': 'wrong shared secret',
  'message-authenticator-missing': 'Access-Request without Message-Authenticator; update the NAS, or excuse it here',
  'proxy-state-unauthenticated': 'Access-Request through a proxy without Message-Authenticator',
  'code-not-served': 'request sent to the wrong port',
};

/**
 * Notices requests that get no answer: at their NAS, where it is known, else in the log, each address once a minute. Bounded,
 * whatever arrives.
 */
export function dropListener(directory: Directory, log: Logger, nowMs: () => number) {
  const senders = new Map<string, number>();
  return {
    unknownSenders: () => senders.size,
    onDrop(reason: DropReason, address: string): void {
      if (reason !== 'unknown-nas') {
        const problem = problems[reason];
        const peer = problem === undefined ? undefined : directory.find(address);
        if (peer !== undefined) peer.nas.problem = problem;
        return;
      }
      const now = nowMs();
      const last = senders.get(address);
      if (last !== undefined && Math.abs(now - last) < sayAgainAfterMs) return;
      if (last === undefined && senders.size >= mostSenders) {
        for (const [known, at] of senders) if (Math.abs(now - at) >= sayAgainAfterMs) senders.delete(known);
        if (senders.size >= mostSenders) return;
      }
      senders.set(address, now);
      log.warn({ address }, 'a RADIUS packet came from an address that is no NAS; it is not answered');
    },
  };
}
