import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Embedded, startEmbedded, stopLeftover } from '../db/embedded.ts';
import { isRunning, processStart } from '../db/instance-lock.ts';
import { migrate } from '../db/migrate.ts';
import { extraFiles, migrationFiles, projectRoot, tableFiles } from '../db/schema-files.ts';

/** The master key of test databases; there is nothing behind it. */
export const testMasterKey = Buffer.alloc(32, 'test-master-key');

const cacheFolder = path.join(projectRoot, 'node_modules/.cache/dotmac-test');
const runPrefix = 'dotmac-test-';
/** Memory, where there is enough of it: cloning a database is ten times as fast as on a disk. */
const memoryFolder = '/dev/shm';
const memoryNeededBytes = 2 * 2 ** 30;

function runRoot(): string {
  const free = existsSync(memoryFolder) ? statfsSync(memoryFolder) : undefined;
  return free && free.bavail * free.bsize > memoryNeededBytes ? memoryFolder : os.tmpdir();
}

/** Changes whenever a migrated cluster made before would differ from one made now. */
function schemaHash(): string {
  const hash = createHash('sha256');
  const kernelFiles = readdirSync(path.join(projectRoot, 'kernel/db')).filter(
    (f) => f.endsWith('.ts') && !f.endsWith('.test.ts'),
  );
  const files = [
    ...migrationFiles(),
    ...extraFiles(),
    ...tableFiles(),
    ...kernelFiles.map((f) => `kernel/db/${f}`),
    'kernel/identity/realms.ts',
    'kernel/identity/attempts.ts',
    'package-lock.json',
  ];
  for (const file of files) hash.update(file).update(readFileSync(path.join(projectRoot, file)));
  return hash.digest('hex').slice(0, 20);
}

const ageMs = (file: string) => Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

/** The baseline must say what the tables say; before the first release it is simply written anew. */
const rebase = () =>
  execFileSync(process.execPath, [path.join(projectRoot, 'scripts/db-rebase.ts')], { stdio: 'pipe' });

/** A stopped, migrated cluster to copy, made once per state of the schema; several test runs may ask at once. */
async function migratedCluster(): Promise<string> {
  if (!existsSync(path.join(cacheFolder, schemaHash()))) rebase();
  const folder = path.join(cacheFolder, schemaHash());
  const lock = `${folder}.lock`;
  mkdirSync(cacheFolder, { recursive: true });
  while (!existsSync(folder)) {
    try {
      mkdirSync(lock);
    } catch {
      if (ageMs(lock) > 60_000) rmSync(lock, { recursive: true, force: true });
      await sleep(50);
      continue;
    }
    try {
      if (!existsSync(folder)) await build(folder);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  for (const name of readdirSync(cacheFolder)) {
    const old = path.join(cacheFolder, name);
    if (old !== folder && ageMs(old) > 3_600_000) rmSync(old, { recursive: true, force: true });
  }
  return folder;
}

async function build(folder: string): Promise<void> {
  const making = `${folder}.making-${process.pid}`;
  const cluster = await startEmbedded({ dataDir: making, masterKey: testMasterKey, durable: false });
  try {
    await migrate({ ownerUrl: cluster.ownerUrl, masterKey: testMasterKey });
  } catch (error) {
    await cluster.stop();
    rmSync(making, { recursive: true, force: true });
    throw error;
  }
  await cluster.stop();
  renameSync(making, folder);
}

/** Ends the servers and removes the folders of test runs that were killed. */
async function sweep(): Promise<void> {
  const roots = [memoryFolder, os.tmpdir()].filter((root) => existsSync(root));
  const left = roots.flatMap((root) => readdirSync(root).map((name) => path.join(root, name)));
  for (const folder of left.filter((file) => path.basename(file).startsWith(runPrefix))) {
    try {
      if (isRunning(JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')))) continue;
    } catch {
      if (ageMs(folder) < 60_000) continue; // It is just being made.
    }
    await stopLeftover(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts a stopped, migrated cluster of `testMasterKey` into a folder, for `startEmbedded` to start there. */
export async function copyMigratedCluster(folder: string): Promise<void> {
  const template = await migratedCluster();
  // The server's user must be able to enter.
  execFileSync('chmod', ['755', folder]);
  execFileSync('cp', ['-a', path.join(template, 'postgres'), path.join(folder, 'postgres')]);
}

/**
 * Starts a PostgreSQL of its own for one test run, already migrated, on a free port. Not durable.
 * @returns the cluster; its database `dotmac` is the template that `testDatabase` clones
 */
export async function startTestCluster(): Promise<Embedded> {
  await sweep();
  const folder = mkdtempSync(path.join(runRoot(), runPrefix));
  writeFileSync(
    path.join(folder, 'run.json'),
    JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) }),
  );
  await copyMigratedCluster(folder);
  const cluster = await startEmbedded({ dataDir: folder, masterKey: testMasterKey, durable: false });
  return {
    ...cluster,
    stop: async () => {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
