import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { systemClock } from '#kernel/clock.ts';
import type { Caller, Tenant } from '#kernel/context.ts';
import { openPools, type Pools } from '#kernel/db/pools.ts';
import { databaseUrls } from '#kernel/db/roles.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { createKernel, type Kernel, systemActor } from '#kernel/kernel.ts';
import { createLog } from '#kernel/log.ts';
import { envelopeSecrets } from '#kernel/secrets.ts';
import { tenantDirectory } from '#kernel/tenancy/directory.ts';
import { cleanEnv } from '#kernel/testing/clean-env.ts';
import { apiKeys } from '#modules/identity/api-keys/contract.ts';
import { modules } from '#modules/list.ts';
import { benchDatabase } from '../database.ts';

export const projectRoot = path.resolve(import.meta.dirname, '../..');

export interface ApiBed {
  /** Of the role that owns the tables and passes row-level security: what bare SQL is measured with. */
  ownerUrl: string;
  owner: pg.Pool;
  pools: Pools;
  kernel: Kernel;
  tenant: Tenant;
  /** Another ISP in the same tables. */
  other: Tenant;
  as(tenant?: Tenant): Caller;
  /** API keys, for no caller may ask as often as a benchmark does. */
  keys(count: number, permissions: string[]): Promise<string[]>;
  /** Starts the product's own server process on this database, as production runs it; the address of its ISP port. */
  serve(): Promise<string>;
  /** Starts a program that listens on the port it is given, and says `ready` over its channel. */
  start(file: string, env: Record<string, string>): Promise<string>;
  remove(): Promise<void>;
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** A database of the benchmark's own, with two ISPs. @param short for a smoke run */
export async function apiBed(short: boolean): Promise<ApiBed> {
  const { dataDir, database, masterKey, ...made } = await benchDatabase(short);
  const urls = databaseUrls(database.ownerUrl, masterKey);
  const pools = openPools(urls, { max: 4, name: 'dotmac bench' });
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 10, options: '-c TimeZone=UTC' });
  owner.on('error', () => {});
  const kernel = createKernel({
    modules,
    pools,
    clock: systemClock,
    secrets: envelopeSecrets(masterKey),
    log: createLog('bench', 'error'),
    validateOutputs: false,
  });
  const tenants = tenantDirectory(pools.system, systemClock);
  for (const slug of ['bench', 'other'])
    await pools.platform.query(
      `insert into tenant (id, slug, name, country, currency, time_zone, admin_email) values ($1, $2, $2, 'DE', 'EUR', 'Europe/Berlin', 'bench@example.net')`,
      [uuidv7(systemClock.nowMs()), slug],
    );
  const [tenant, other] = [(await tenants.bySlug('bench'))!, (await tenants.bySlug('other'))!];
  const children: ChildProcess[] = [];

  const as = (of = tenant): Caller => ({
    door: 'isp',
    tenant: of,
    actor: systemActor('bench'),
    requestId: uuidv7(systemClock.nowMs()),
  });
  async function start(file: string, env: Record<string, string>): Promise<string> {
    const port = await freePort();
    const child = spawn(process.execPath, [...(process.env['BENCH_NODE_ARGS']?.split(' ') ?? []), file], {
      cwd: projectRoot,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...cleanEnv(), NODE_ENV: 'production', DOTMAC_ISP_PORT: String(port), ...env },
    });
    children.push(child);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`${path.basename(file)} ended with ${code}.`)));
    });
    return `http://127.0.0.1:${port}`;
  }

  return {
    ownerUrl: database.ownerUrl,
    owner,
    pools,
    kernel,
    tenant,
    other,
    as,
    start,
    keys: (count, permissions) =>
      Promise.all(
        Array.from({ length: count }, async (_, i) => {
          const made = await kernel.run(as(), apiKeys, 'create', { name: `bench ${i}`, permissions });
          return made.key!;
        }),
      ),
    serve: async () =>
      start(path.join(projectRoot, 'apps/server/main.ts'), {
        DOTMAC_DATA: dataDir,
        DOTMAC_DATABASE_URLS: JSON.stringify(urls),
        DOTMAC_MASTER_KEY: masterKey.toString('hex'),
        DOTMAC_PLATFORM_PORT: String(await freePort()),
        DOTMAC_DEMO: '0',
        DOTMAC_LOG_LEVEL: 'error',
      }),
    async remove() {
      await Promise.all(
        children.map((child) => {
          const gone = new Promise((resolve) => child.once('exit', resolve));
          if (child.exitCode !== null) return null;
          child.kill('SIGTERM');
          return gone;
        }),
      );
      await Promise.all([owner.end(), pools.end()]);
      await made.remove();
    },
  };
}
