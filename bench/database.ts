import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Embedded, startEmbedded } from '#kernel/db/embedded.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { copyMigratedCluster, testMasterKey } from '#kernel/testing/cluster.ts';

export interface BenchDatabase {
  readonly dataDir: string;
  readonly database: Embedded;
  readonly masterKey: Buffer;
  remove(): Promise<void>;
}

/**
 * A migrated database of a benchmark's own, as durable as in production. @param short for a smoke run, whose figures say
 * nothing: a copy of the one that tests use, not durable
 */
export async function benchDatabase(short: boolean): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dotmac-bench-'));
  const masterKey = testMasterKey;
  if (short) await copyMigratedCluster(dataDir);
  const database = await startEmbedded({ dataDir, masterKey, durable: !short });
  if (!short) await migrate({ ownerUrl: database.ownerUrl, masterKey });
  return {
    dataDir,
    database,
    masterKey,
    async remove() {
      await database.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
