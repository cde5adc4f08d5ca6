import type { LoadState } from '#modules/network/radius/contract.ts';
import type { Tone } from '#ui/tone.ts';

interface Reported {
  seenAt: string;
  backlogBytes: number;
  loadState: LoadState;
}
/** A process reports every five seconds. */
export const silentMs = 60_000;
/** Accounting that waits beyond this is more than a busy moment. */
export const behindBytes = 5_000_000;

export const isReporting = ({ seenAt }: Reported, nowMs: number): boolean => nowMs - Date.parse(seenAt) <= silentMs;

/** How a process stands against its load. */
export const stormSigns: Record<LoadState, { tone: Tone; label: string }> = {
  normal: { tone: 'ok', label: 'Calm' },
  queueing: { tone: 'warn', label: 'Queueing' },
  shedding: { tone: 'bad', label: 'Storm' },
};
const worse: readonly LoadState[] = ['normal', 'queueing', 'shedding'];
/** Of all processes that report, the one worst off; null when none does. */
export function worstLoad<S extends Reported>(servers: readonly S[], nowMs: number): S | null {
  return servers
    .filter((server) => isReporting(server, nowMs))
    .reduce<S | null>(
      (worst, server) =>
        worst === null || worse.indexOf(server.loadState) > worse.indexOf(worst.loadState) ? server : worst,
      null,
    );
}

export function serverSign(server: Reported, nowMs: number): { tone: Tone; label: string } {
  if (!isReporting(server, nowMs)) return { tone: 'bad', label: 'Silent' };
  if (server.loadState !== 'normal') return stormSigns[server.loadState];
  return server.backlogBytes > behindBytes ? { tone: 'warn', label: 'Behind' } : { tone: 'ok', label: 'Up' };
}

/** Of all processes together; a process that was replaced and is long gone says nothing about today. */
const goneMs = 24 * 3_600_000;
export function serversSign(servers: readonly Reported[], nowMs: number) {
  const known = servers.filter(({ seenAt }) => nowMs - Date.parse(seenAt) <= goneMs);
  return {
    all: known.length,
    reporting: known.filter((server) => isReporting(server, nowMs)).length,
    backlogBytes: known.reduce((sum, { backlogBytes }) => sum + backlogBytes, 0),
  };
}
