import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { envelopeSecrets } from '#kernel/secrets.ts';
import { type AccountRecord, Directory } from '#modules/network/radius/aaa/directory.ts';
import { Snapshot } from '#modules/network/radius/aaa/snapshot.ts';
import { passwordOf, usernameOf } from './aaa/bed.ts';
import { type Bench, table } from './bench.ts';

const key = Buffer.alloc(32, 'bench');
const tenantId = randomUUID();

const login = (i: number): AccountRecord => ({
  id: randomUUID(),
  tenantId,
  username: usernameOf(i),
  password: passwordOf(i),
  passwordKeeping: 'reversible',
  customerId: randomUUID(),
  state: 'active',
  rejectMessage: null,
  downloadKbps: 100_000,
  uploadKbps: 20_000,
  shaping: null,
  framedIpAddress: `10.${(i >>> 16) & 255}.${(i >>> 8) & 255}.${i & 255}`,
  framedPool: null,
  framedIpv6Prefix: null,
  framedIpv6Address: null,
  framedIpv6Pool: null,
  delegatedIpv6Prefix: `2001:db8:${(i >>> 8).toString(16)}:${((i & 255) << 8).toString(16)}::/56`,
  delegatedIpv6PrefixPool: null,
  sessionTimeoutSeconds: null,
  idleTimeoutSeconds: null,
  simultaneousUse: 1,
  circuitId: null,
  remoteId: null,
  lineBinding: null,
  macAddresses: [],
  macBinding: null,
  serviceVlan: null,
  customerVlan: null,
  priorityClass: 'standard',
});

interface Loaded {
  seconds: number;
  logins: number;
  bytes: number;
  isComplete: boolean;
}

export const aaaDirectory: Bench = {
  about: 'memory a login takes in the RADIUS process, and how fast a snapshot of all of them is written and loaded',
  async run({ subscribers, say }) {
    const folder = mkdtempSync(path.join(tmpdir(), 'dotmac-bench-'));
    try {
      const directory = new Directory();
      let jsonBytes = 0;
      for (let i = 0; i < subscribers; i++) {
        const record = login(i);
        jsonBytes += JSON.stringify(record).length;
        directory.putAccount(record);
      }
      const begin = performance.now();
      const snapshot = new Snapshot(folder, envelopeSecrets(key), (error) => {
        throw error;
      });
      await snapshot.write(directory);
      await snapshot.close();
      const writeSeconds = (performance.now() - begin) / 1000;
      const snapshotBytes = statSync(path.join(folder, 'snapshot.sealed')).size;
      const program = path.join(import.meta.dirname, 'aaa/snapshot-load.ts');
      const args = ['--expose-gc', '--max-old-space-size=8192', program, folder, key.toString('hex')];
      const loaded: Loaded = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
      const value = Math.round(loaded.bytes / loaded.logins);
      const perJson = jsonBytes / subscribers;
      say(
        `\n${table(
          ['Directory', ''],
          [
            ['logins', loaded.logins],
            ['memory for each, bytes', value],
            ['memory for all, MiB', loaded.bytes / 2 ** 20],
            ['snapshot on disk, MiB', snapshotBytes / 2 ** 20],
            ['written in, s', writeSeconds],
            ['loaded in, s', loaded.seconds],
          ],
        )}\n`,
      );
      return {
        bench: 'aaa-directory',
        value,
        unit: 'bytes per login',
        baseline: Math.round(perJson),
        baselineName: 'the same login as JSON text',
        ratio: Number((perJson / value).toFixed(2)),
        ok: loaded.isComplete && loaded.logins === subscribers,
        logins: loaded.logins,
        snapshotBytes,
        writeSeconds: Number(writeSeconds.toFixed(2)),
        loadSeconds: Number(loaded.seconds.toFixed(2)),
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
