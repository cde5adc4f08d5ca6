// A process that runs sagas for the crash test and dies, as by `kill -9`, at the first place where it has not died before.
import { writeSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { systemClock } from '#kernel/clock.ts';
import type { AnyCtx } from '#kernel/context.ts';
import { openPools } from '#kernel/db/pools.ts';
import { databaseUrls } from '#kernel/db/roles.ts';
import { startDurable } from '#kernel/durable.ts';
import { startRelay } from '#kernel/events/relay.ts';
import { createKernel } from '#kernel/kernel.ts';
import { createLog } from '#kernel/log.ts';
import { setMailServer } from '#kernel/mail.ts';
import { envelopeSecrets } from '#kernel/secrets.ts';
import { tenantDirectory } from '#kernel/tenancy/directory.ts';
import { creditNotesModule } from '#modules/billing/credit-notes/module.ts';
import { invoicesModule } from '#modules/billing/invoices/module.ts';
import { subscriptionsModule } from '#modules/billing/subscriptions/module.ts';
import { internetPlansModule } from '#modules/catalog/internet-plans/module.ts';
import { mailModule } from '#modules/communications/mail/module.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { ipManagementModule } from '#modules/network/ip-management/module.ts';
import { radiusModule } from '#modules/network/radius/module.ts';
import { brandingModule } from '#modules/tenancy/branding/module.ts';
import { provisioningModule } from './module.ts';

export interface Order {
  ownerUrl: string;
  masterKey: string;
  /** Places where a worker has died already. */
  survived: string[];
}
const order: Order = JSON.parse(process.argv[2] ?? '{}');
const masterKey = Buffer.from(order.masterKey, 'hex');
const urls = databaseUrls(order.ownerUrl, masterKey);
const pools = openPools(urls, { max: 4 });
const log = createLog('worker', 'silent');
const tenants = tenantDirectory(pools.system, systemClock);
const modules = [
  customersModule,
  internetPlansModule,
  subscriptionsModule,
  creditNotesModule,
  invoicesModule,
  ipManagementModule,
  radiusModule,
  mailModule,
  brandingModule,
  provisioningModule,
];
const kernel = createKernel({
  modules,
  pools,
  clock: systemClock,
  secrets: envelopeSecrets(masterKey),
  log,
  validateOutputs: true,
});
setMailServer(null);

function die(place: string): void {
  if (order.survived.includes(place)) return;
  writeSync(1, place);
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** The step whose mark this very transaction has written; none when the step was found done. */
async function stepOf(ctx: AnyCtx): Promise<string | undefined> {
  const { rows } = await ctx.db.execute<{ step: string }>(
    sql`select step from step_done where xmin = pg_current_xact_id()::xid`,
  );
  return rows[0]?.step;
}

const faulty: typeof kernel = {
  ...kernel,
  async asSystem(name, tenant, run, atMs) {
    if (name !== 'provision-subscription' && name !== 'provisioning.start')
      return kernel.asSystem(name, tenant, run, atMs);
    let place: string | undefined;
    const result = await kernel.asSystem(
      name,
      tenant,
      async (ctx) => {
        const returned = await run(ctx);
        place = name === 'provisioning.start' ? 'reaction' : await stepOf(ctx);
        if (place) die(`before the commit of ${place}`);
        return returned;
      },
      atMs,
    );
    if (place) die(`after the commit of ${place}`);
    return result;
  },
};

await startDurable(faulty, tenants, urls.system, log);
startRelay(faulty, pools.system, tenants);
process.on('disconnect', () => process.exit(0));
