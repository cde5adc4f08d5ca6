import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** The server under test has this core for itself, its database too where it is measured "on one core"; the generator another. */
export const serverCore = 0;
export const generatorCore = cpus().length > 1 ? 1 : 0;

/**
 * The command that pins what follows it to a core. `realtime` lets it go before all other work of the machine (round robin;
 * needs root), for machines that are not idle.
 */
export const pinned = (core: number, realtime: boolean): string[] => [
  'taskset',
  '-c',
  String(core),
  ...(realtime ? ['chrt', '-r', '1'] : []),
];

/** The same for a process that runs already, with all its threads; processes it starts later inherit it. */
export function pin(pid: number, core: number, realtime: boolean): void {
  for (const [command, ...args] of [
    ['taskset', '-acp', String(core), String(pid)],
    ...(realtime ? [['chrt', '-a', '-r', '-p', '1', String(pid)]] : []),
  ]) {
    const { status, stderr } = spawnSync(command!, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} failed: ${stderr.trim()}`);
  }
}

/** Puts a thread back behind everything that is realtime: what a process itself does in the background. */
export function demote(pid: number, thread: string): void {
  for (const id of readdirSync(`/proc/${pid}/task`))
    if (readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim() === thread)
      spawnSync('chrt', ['-o', '-p', '0', id]);
}
