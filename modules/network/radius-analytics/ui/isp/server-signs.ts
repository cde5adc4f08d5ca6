import type { Tone } from '#ui/tone.ts';

interface Reported {
  seenAt: string;
  backlogBytes: number;
}
/** A process reports every five seconds. */
export const silentMs = 60_000;
/** Accounting that waits beyond this is more than a busy moment. */
export const behindBytes = 5_000_000;

export const isReporting = ({ seenAt }: Reported, nowMs: number): boolean => nowMs - Date.parse(seenAt) <= silentMs;

export function serverSign(server: Reported, nowMs: number): { tone: Tone; label: string } {
  if (!isReporting(server, nowMs)) return { tone: 'bad', label: 'Silent' };
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
