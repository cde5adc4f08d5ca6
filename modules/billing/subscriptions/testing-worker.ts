// A process that changes plans for the crash test and dies, as by `kill -9`, at the first place where it has not died before.
import { writeSync } from 'node:fs';
import { systemClock } from '#kernel/clock.ts';
import { type Caller, permissionSet } from '#kernel/context.ts';
import { openPools } from '#kernel/db/pools.ts';
import { databaseUrls } from '#kernel/db/roles.ts';
import { startDurable } from '#kernel/durable.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { createKernel } from '#kernel/kernel.ts';
import { createLog } from '#kernel/log.ts';
import { setMailServer } from '#kernel/mail.ts';
import type { Module } from '#kernel/module.ts';
import { envelopeSecrets } from '#kernel/secrets.ts';
import { tenantDirectory } from '#kernel/tenancy/directory.ts';
import { modules } from '#modules/list.ts';
import { subscriptions } from './contract.ts';
import { applyPlanChanges } from './workflows.ts';

export interface Order {
  ownerUrl: string;
  masterKey: string;
  tenantSlug: string;
  /** Places where a process has died already. */
  survived: string[];
  /** Unix milliseconds the calls speak of. */
  atMs: number;
  /** A change asked for now, under this Idempotency-Key; or the run that makes those whose day has come. */
  wish: { key: string; id: string; planId: string } | { run: string };
}
const order: Order = JSON.parse(process.argv[2] ?? '{}');
const masterKey = Buffer.from(order.masterKey, 'hex');
const urls = databaseUrls(order.ownerUrl, masterKey);
const pools = openPools(urls, { max: 4 });
const log = createLog('worker', 'silent');
const tenants = tenantDirectory(pools.system, systemClock);

function die(place: string): void {
  if (order.survived.includes(place)) return;
  writeSync(1, place);
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Dies when the work of an operation is done and nothing of it has been committed. */
const faulty = (module: Module): Module => ({
  ...module,
  service: {
    ...module.service,
    handlers: Object.fromEntries(
      Object.entries(module.service.handlers).map(([name, handler]) => [
        name,
        async (ctx: never, input: never) => {
          const returned = await handler(ctx, input);
          if (name === 'changePlan' || name === 'applyPlanChange') die(`before the commit of ${name}`);
          return returned;
        },
      ]),
    ),
  },
});
const kernel = createKernel({
  modules: modules.map((module) => (module.contract === subscriptions ? faulty(module) : module)),
  pools,
  clock: { ...systemClock, nowMs: () => order.atMs },
  secrets: envelopeSecrets(masterKey),
  log,
  validateOutputs: true,
});
setMailServer(null);
const tenant = (await tenants.bySlug(order.tenantSlug))!;

if ('key' in order.wish) {
  const { key, ...input } = order.wish;
  const caller: Caller = {
    door: 'isp',
    tenant,
    actor: { kind: 'staff', id: 'test-user', name: 'Test person', permissions: permissionSet(['*']) },
    requestId: uuidv7(order.atMs),
    idempotencyKey: key,
  };
  await kernel.invoke(caller, 'subscriptions.changePlan', input);
  die('after the commit of changePlan');
} else {
  const engine = await startDurable(kernel, tenants, urls.system, log, { schedules: false });
  await engine.start(applyPlanChanges, order.wish.run, { tenantId: tenant.id });
  for (;;) {
    const { rows } = await pools.system.query<{ status: string }>(
      `select status from dbos.workflow_status where workflow_uuid like '%' || $1`,
      [order.wish.run],
    );
    if (rows.some(({ status }) => status === 'SUCCESS' || status === 'ERROR')) break;
    await new Promise((next) => setTimeout(next, 50));
  }
  die('after the run');
}
process.exit(0);
