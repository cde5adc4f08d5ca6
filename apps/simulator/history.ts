import { octetsMoved } from './traffic.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export interface PastReport {
  atMs: number;
  downloadOctets: number;
  uploadOctets: number;
}
/** A session of the past as its NAS would have reported it: an hour's interval, the last report its Stop. */
export interface PastSession {
  startedMs: number;
  reports: PastReport[];
  cause: string;
}
interface Line {
  downloadKbps: number;
  uploadKbps: number;
  appetite: number;
  timeZone: string;
}

/** What ends a session and how often: mostly the line or the router, once a day the session's time. */
function ending(random: () => number): { hours: number; cause: string } {
  const roll = random();
  if (roll < 0.5) return { hours: 24, cause: 'Session-Timeout' };
  if (roll < 0.78) return { hours: 1 + random() * 20, cause: 'Lost-Carrier' };
  if (roll < 0.93) return { hours: 0.5 + random() * 14, cause: 'User-Request' };
  if (roll < 0.98) return { hours: 0.1 + random() * 3, cause: 'Idle-Timeout' };
  return { hours: random() * 0.2, cause: 'NAS-Error' };
}

/** The sessions of a line from one instant to another, one after the other with the router dialling in between. */
export function pastSessions(line: Line, sinceMs: number, untilMs: number, random: () => number): PastSession[] {
  const sessions: PastSession[] = [];
  for (let startedMs = sinceMs + random() * 12 * hourMs; startedMs < untilMs - 10 * minuteMs; ) {
    const { hours, cause } = ending(random);
    const endMs = Math.min(untilMs, startedMs + Math.max(minuteMs, hours * hourMs));
    sessions.push({ startedMs, cause, reports: reportsOf(line, startedMs, endMs, random) });
    startedMs = endMs + (random() < 0.1 ? random() * 6 * hourMs : 10_000 + random() * minuteMs);
  }
  return sessions;
}

function reportsOf(line: Line, startedMs: number, endMs: number, random: () => number): PastReport[] {
  const reports: PastReport[] = [];
  let [downloadOctets, uploadOctets] = [0, 0];
  for (let fromMs = startedMs; fromMs < endMs; ) {
    const atMs = Math.min(endMs, fromMs + hourMs);
    const common = { ...line, seconds: (atMs - fromMs) / 1000, atMs };
    downloadOctets += octetsMoved({ ...common, kbps: line.downloadKbps, jitter: random() });
    uploadOctets += octetsMoved({ ...common, kbps: line.uploadKbps, jitter: random() * 0.5 });
    reports.push({ atMs, downloadOctets, uploadOctets });
    fromMs = atMs;
  }
  return reports;
}
