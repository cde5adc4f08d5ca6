import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';

/** The server under test has this core, its database too where it is measured "on one core"; the generator another. */
export const serverCore = 0;
export const generatorCore = cpus().length > 1 ? 1 : 0;

/** The command that pins what follows it to a core. */
export const pinned = (core: number): string[] => ['taskset', '-c', String(core)];

/** The same for a process that runs already, with all its threads; processes it starts later inherit it. */
export const pin = (pid: number, core: number): void => {
  execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
};

/**
 * Lets this process and all that it starts go before other work of the machine, by a control group of the greatest weight
 * (root only): for machines that are not idle. Ours and the baseline alike.
 * @returns what takes it back
 */
export function goFirst(): () => void {
  const v1 = existsSync('/sys/fs/cgroup/cpu/cpu.shares');
  const parent = v1 ? '/sys/fs/cgroup/cpu' : '/sys/fs/cgroup';
  const group = path.join(parent, `dotmac-bench-${process.pid}`);
  mkdirSync(group);
  writeFileSync(path.join(group, v1 ? 'cpu.shares' : 'cpu.weight'), v1 ? '262144' : '10000');
  writeFileSync(path.join(group, 'cgroup.procs'), String(process.pid));
  return () => {
    writeFileSync(path.join(parent, 'cgroup.procs'), String(process.pid));
    rmdirSync(group);
  };
}
