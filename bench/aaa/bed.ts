import { systemClock } from '#kernel/clock.ts';
import type { Caller, Tenant } from '#kernel/context.ts';
import type { Embedded } from '#kernel/db/embedded.ts';
import { openPools, type Pools } from '#kernel/db/pools.ts';
import { type DatabaseUrls, databaseUrls } from '#kernel/db/roles.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { createKernel, systemActor } from '#kernel/kernel.ts';
import { createLog } from '#kernel/log.ts';
import { envelopeSecrets } from '#kernel/secrets.ts';
import { tenantDirectory } from '#kernel/tenancy/directory.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { modules } from '#modules/list.ts';
import { radius } from '#modules/network/radius/contract.ts';
import type { BenchOptions } from '../bench.ts';
import { benchDatabase } from '../database.ts';

export const benchSecret = 'testing123';
/** As the load generator names its users. */
export const usernameOf = (i: number): string => `u${String(i).padStart(5, '0')}`;
export const passwordOf = (i: number): string => `pw-${String(i).padStart(5, '0')}-secret`;

export interface AaaBed {
  readonly dataDir: string;
  readonly database: Embedded;
  readonly urls: DatabaseUrls;
  readonly masterKey: Buffer;
  readonly pools: Pools;
  remove(): Promise<void>;
}

/** A database of the benchmark's own with one ISP, a NAS at 127.0.0.1 and so many logins, all made by the product's services. */
export async function aaaBed(
  subscribers: number,
  { short, say }: Pick<BenchOptions, 'short' | 'say'>,
): Promise<AaaBed> {
  const { dataDir, database, masterKey, ...made } = await benchDatabase(short);
  const urls = databaseUrls(database.ownerUrl, masterKey);
  const pools = openPools(urls, { max: 10, name: 'dotmac bench' });
  const kernel = createKernel({
    modules,
    pools,
    clock: systemClock,
    secrets: envelopeSecrets(masterKey),
    log: createLog('bench', 'error'),
    validateOutputs: false,
  });
  const tenants = tenantDirectory(pools.system, systemClock);
  await pools.platform.query(
    `insert into tenant (id, slug, name, country, currency, time_zone, admin_email) values ($1, 'bench', 'Bench', 'DE', 'EUR', 'UTC', 'bench@example.net')`,
    [uuidv7(systemClock.nowMs())],
  );
  const tenant: Tenant = (await tenants.bySlug('bench'))!;
  const caller = (): Caller => ({
    door: 'isp',
    tenant,
    actor: systemActor('bench'),
    requestId: uuidv7(systemClock.nowMs()),
  });
  const customer = await kernel.run(caller(), customers, 'create', {
    name: 'Bench',
    serviceAddress: { line1: '1', city: 'Berlin', country: 'DE' },
  });
  await kernel.run(caller(), radius, 'createNas', {
    name: 'bench',
    address: '127.0.0.1',
    vendor: 'mikrotik',
    sharedSecret: benchSecret,
  });
  const started = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let i = next++; i < subscribers; i = next++) {
        await kernel.run(caller(), radius, 'createAccount', {
          username: usernameOf(i),
          password: passwordOf(i),
          subscriptionId: crypto.randomUUID(),
          customerId: customer.id,
          downloadKbps: 100_000,
          uploadKbps: 20_000,
          simultaneousUse: 0,
          framedIpAddress: `10.${i >>> 16}.${(i >>> 8) & 255}.${i & 255}`,
        });
      }
    }),
  );
  say(`${subscribers} logins made through the services in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return {
    dataDir,
    database,
    urls,
    masterKey,
    pools,
    async remove() {
      await pools.end();
      await made.remove();
    },
  };
}
