import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dataFolderError } from '../data-folder.ts';
import { AppError } from '../errors.ts';

/** A process as it was when it started: its number alone may be given to another one later, or after a reboot. */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/** When process `pid` started, in a form that no other process with that number shares; undefined when there is none. */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }).trim() || undefined
      );
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields after the command name, which may itself hold spaces and brackets; a zombie has ended.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

export const isRunning = ({ pid, startedAt }: ProcessIdentity): boolean => processStart(pid) === startedAt;

function readLock(file: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Claims a data folder for this process. A lock left behind by a process that is gone is taken over.
 * @returns gives the folder back
 * @throws AppError `conflict` naming the process that has it
 */
export function lockDataFolder(dataDir: string): () => void {
  const file = path.join(dataDir, 'dotmac.lock');
  const mine = JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) ?? '' });
  for (let attempt = 0; attempt < 10; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      return () => {
        if (readLock(file)?.pid === process.pid) rmSync(file, { force: true });
      };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
        throw dataFolderError(dataDir, error);
    }
    const holder = readLock(file);
    if (holder && isRunning(holder)) {
      throw new AppError(
        'conflict',
        `DotMac is already running on the data folder ${dataDir} (process ${holder.pid}); stop it first, or set DOTMAC_DATA to another folder.`,
      );
    }
    // Renaming succeeds for one of several that find the same stale lock.
    const stale = `${file}.stale-${process.pid}`;
    try {
      renameSync(file, stale);
      rmSync(stale, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
        throw dataFolderError(dataDir, error);
    }
  }
  throw new AppError('conflict', `The data folder ${dataDir} is being claimed by another start; try again.`);
}
