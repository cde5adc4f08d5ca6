import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '#kernel/clock.ts';
import type { Config } from '#kernel/config.ts';
import { openPools, type Pools } from '#kernel/db/pools.ts';
import { folderFiles, startFiles } from '#kernel/files.ts';
import { createKernel, type Kernel } from '#kernel/kernel.ts';
import { createLog } from '#kernel/log.ts';
import { envelopeSecrets, type Secrets } from '#kernel/secrets.ts';
import { type TenantDirectory, tenantDirectory } from '#kernel/tenancy/directory.ts';
import { modules } from '#modules/list.ts';

export interface Assembly {
  config: Config;
  pools: Pools;
  kernel: Kernel;
  tenants: TenantDirectory;
  secrets: Secrets;
  clock: Clock;
  log: Logger;
}

/** The parts every process of the system is made of; nothing listens or runs yet. */
export function assemble(
  name: string,
  config: Config,
  options: { onEvents?: () => void; clock?: Clock; max?: number } = {},
): Assembly {
  const log = createLog(name, config.logLevel);
  const clock = options.clock ?? systemClock;
  const pools = openPools(config.databaseUrls(), { name: `dotmac ${name}`, max: options.max ?? 12 });
  startFiles(folderFiles(join(config.dataDir, 'files')));
  const secrets = envelopeSecrets(config.masterKey());
  const kernel = createKernel({
    modules,
    pools,
    clock,
    secrets,
    log,
    urls: { isp: config.ispUrl, platform: config.platformUrl },
    validateOutputs: process.env['NODE_ENV'] !== 'production',
    ...(options.onEvents ? { onEvents: options.onEvents } : {}),
  });
  return { config, pools, kernel, tenants: tenantDirectory(pools.system, clock), secrets, clock, log };
}
