import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
const nameWidth = 9;

/** One log line of a process, for a person at a terminal. What is not a log record is shown as it is. */
export function forPeople(name: string, line: string): string {
  const label = name.padEnd(nameWidth);
  if (!line.startsWith('{')) return `${label} ${line}`;
  try {
    const { time, level, msg, err } = JSON.parse(line);
    const at = typeof time === 'string' ? time.slice(11, 19) : '';
    const reason = err ? ` (${err.message ?? err})` : '';
    return `${label} ${at} ${levels[level] ?? level}: ${msg ?? ''}${reason}`;
  } catch {
    return `${label} ${line}`;
  }
}

/**
 * Where the processes' lines go: at a terminal readable and prefixed with the process's name, elsewhere as they are, for
 * whoever collects them.
 */
export function relayLines(name: string, from: Readable, to: NodeJS.WriteStream): void {
  createInterface({ input: from, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    if (line) to.write(`${to.isTTY || !line.startsWith('{') ? forPeople(name, line) : line}\n`);
  });
}
