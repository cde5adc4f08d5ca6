import { fixedClock } from '#kernel/clock.ts';
import { openPools } from '#kernel/db/pools.ts';
import type { DatabaseUrls } from '#kernel/db/roles.ts';
import { startDurable } from '#kernel/durable.ts';
import { startRelay } from '#kernel/events/relay.ts';
import { createKernel } from '#kernel/kernel.ts';
import { createLog } from '#kernel/log.ts';
import { envelopeSecrets } from '#kernel/secrets.ts';
import { tenantDirectory } from '#kernel/tenancy/directory.ts';
import { modules } from '#modules/list.ts';

/** A worker of its own on a test's database, to be killed. Given by the environment: database, master key, and the time. */
const urls: DatabaseUrls = JSON.parse(process.env['TEST_URLS']!);
const clock = fixedClock(process.env['TEST_NOW']!);
const log = createLog('test', 'silent');
const pools = openPools(urls);
const tenants = tenantDirectory(pools.system, clock);
const secrets = envelopeSecrets(Buffer.from(process.env['TEST_KEY']!, 'hex'));
const here = modules.filter(({ contract }) => contract.name !== 'provisioning');
const kernel = createKernel({ modules: here, pools, clock, secrets, log, validateOutputs: false });
await startDurable(kernel, tenants, urls.system, log);
startRelay(kernel, pools.system, tenants);
process.send?.('ready');
