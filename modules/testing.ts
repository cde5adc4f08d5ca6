import type { z } from 'zod';
import { fixedClock } from '#kernel/clock.ts';
import { type Caller, permissionSet, type Tenant } from '#kernel/context.ts';
import type { AnyContract, Returned } from '#kernel/contract/contract.ts';
import type { Door } from '#kernel/contract/fields.ts';
import { type Durable, startDurable } from '#kernel/durable.ts';
import { type Relay, startRelay } from '#kernel/events/relay.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { createKernel, type Kernel, systemActor } from '#kernel/kernel.ts';
import { createLog } from '#kernel/log.ts';
import type { Module } from '#kernel/module.ts';
import { envelopeSecrets } from '#kernel/secrets.ts';
import { type TenantDirectory, tenantDirectory } from '#kernel/tenancy/directory.ts';
import { atEnd } from '#kernel/testing/clean-up.ts';
import { type TestDatabase, testDatabase } from '#kernel/testing/database.ts';

export interface TestKernel {
  db: TestDatabase;
  kernel: Kernel;
  clock: ReturnType<typeof fixedClock>;
  tenants: TenantDirectory;
  /** The tenant calls are made in: `alpha`. `beta` is there to be kept out. */
  alpha: Tenant;
  beta: Tenant;
  relay: Relay;
  /** A caller at a door; by default staff of alpha who may do everything. */
  as(options?: {
    door?: Door;
    tenant?: Tenant | null;
    permissions?: string[];
    kind?: Caller['actor']['kind'];
    id?: string;
    customerId?: string;
  }): Caller;
  /** Runs an operation as staff of alpha, or as another caller. Full row. */
  run<C extends AnyContract, K extends keyof C['operations'] & string>(
    contract: C,
    operation: K,
    input: z.input<C['operations'][K]['in']>,
    caller?: Caller,
  ): Promise<Returned<C['operations'][K]['out']>>;
  /** As the system: operations without a door, called by other modules. */
  asSystem<C extends AnyContract, K extends keyof C['operations'] & string>(
    contract: C,
    operation: K,
    input: z.input<C['operations'][K]['in']>,
  ): Promise<Returned<C['operations'][K]['out']>>;
  /** Hands every committed event to its reactions. */
  settle(): Promise<void>;
  /** Starts the durable engine; one per test file, for DBOS is one per process. */
  startEngine(): Promise<Durable>;
}

/**
 * The kernel on a database of the test file's own, two tenants, a clock that stands at 2026-03-10T09:00:00Z. Call it in
 * `beforeAll` or at the top of the file. @param modules those under test (pass `modules` of `list.ts` for all)
 */
export async function testKernel(
  modules: readonly Module[],
  at = '2026-03-10T09:00:00.000Z',
  log = createLog('test', process.env['DOTMAC_LOG_LEVEL'] ?? 'silent'),
): Promise<TestKernel> {
  const db = await testDatabase();
  const clock = fixedClock(at);
  const tenants = tenantDirectory(db.pools.system, clock);
  const kernel = createKernel({
    modules,
    pools: db.pools,
    clock,
    secrets: envelopeSecrets(db.masterKey),
    log,
    validateOutputs: true,
  });
  const tenant = async (slug: string, currency: string, timeZone: string, country: string) => {
    await db.owner.query(
      `insert into tenant (id, slug, name, country, currency, time_zone, admin_email) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        uuidv7(clock.nowMs()),
        slug,
        slug[0]!.toUpperCase() + slug.slice(1),
        country,
        currency,
        timeZone,
        `admin@${slug}.test`,
      ],
    );
    return (await tenants.bySlug(slug))!;
  };
  const alpha = await tenant('alpha', 'EUR', 'Europe/Berlin', 'DE');
  const beta = await tenant('beta', 'NGN', 'Africa/Lagos', 'NG');
  const relay = startRelay(kernel, db.pools.system, tenants);
  let engine: Durable | undefined;
  // After testDatabase's own: the engine stops before the pools end.
  atEnd(async () => {
    await relay.stop();
    await engine?.stop();
  });

  const as: TestKernel['as'] = ({
    door = 'isp',
    tenant = alpha,
    permissions = ['*'],
    kind = 'staff',
    id = 'test-user',
    customerId,
  } = {}) => ({
    door,
    tenant: door === 'platform' ? null : tenant,
    actor: {
      kind: door === 'platform' ? 'platform' : kind,
      id,
      name: 'Test person',
      permissions: permissionSet(permissions),
      ...(customerId ? { customerId } : {}),
    },
    requestId: uuidv7(clock.nowMs()),
  });
  return {
    db,
    kernel,
    clock,
    tenants,
    alpha,
    beta,
    relay,
    as,
    run: (contract, operation, input, caller = as()) => kernel.run(caller, contract, operation, input),
    asSystem: (contract, operation, input) =>
      kernel.run(
        { door: 'isp', tenant: alpha, actor: systemActor('test'), requestId: uuidv7(clock.nowMs()) },
        contract,
        operation,
        input,
      ),
    settle: () => relay.settled(),
    async startEngine() {
      // A test's clock stands still; what the wall clock would start is noise.
      engine ??= await startDurable(kernel, tenants, db.urls.system, log, { schedules: false });
      return engine;
    },
  };
}
