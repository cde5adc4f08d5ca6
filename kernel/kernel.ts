import type { Logger } from 'pino';
import type { z } from 'zod';
import { flush, recordRefusal } from './audit/flush.ts';
import { recordVisit } from './audit/visits.ts';
import type { Clock } from './clock.ts';
import type { Actor, AnyCtx, Caller, Changed, ConsoleUrls, Ctx, Tenant } from './context.ts';
import { permissionSet } from './context.ts';
import type { AnyContract, Operation, Returned } from './contract/contract.ts';
import type { Door } from './contract/fields.ts';
import { outputSchema, project } from './contract/view.ts';
import { type Db, type Pools, withTransaction } from './db/pools.ts';
import { AppError, type ErrorCode, notFound } from './errors.ts';
import { gatesOf } from './gates.ts';
import { remember, replayed } from './idempotency.ts';
import { refuseOnVisit } from './identity/visits.ts';
import { platformTenantId, uuidv7 } from './ids.ts';
import { operationSeconds } from './metrics.ts';
import type { Module, RegisteredOperation } from './module.ts';
import { register } from './module.ts';
import { rateLimiter } from './rate-limit.ts';
import type { Secrets } from './secrets.ts';
import { parseInput, redacted } from './validation.ts';

export interface KernelOptions {
  modules: readonly Module[];
  pools: Pools;
  clock: Clock;
  secrets: Secrets;
  log: Logger;
  /** Check every answer against its declared view; on in tests and development. */
  validateOutputs: boolean;
  /** Addresses of the consoles, for links in mails. */
  urls?: ConsoleUrls;
  /** Told after a commit that wrote events, so that the feed need not wait for its next look. */
  onEvents?: () => void;
}

/** An event waiting in the transaction for the flush at its end. */
export interface PendingEvent {
  id: string;
  name: string;
  payload: Record<string, unknown>;
}
/** What one call accumulates; nested calls share it. */
export interface Work {
  events: PendingEvent[];
  changes: Changed[];
  after: (() => void)[];
}

/** The vendor's own tenancy: what the platform door works in. */
export const operatorTenant: Tenant = {
  id: platformTenantId,
  slug: 'platform',
  name: 'Platform',
  currency: 'USD',
  timeZone: 'UTC',
  country: 'US',
  locale: 'en',
  status: 'active',
  networkOn: true,
};

/** Refusals that are not put on record: the database is away, or writing each would multiply a flood. */
const unaudited: ReadonlySet<ErrorCode> = new Set(['unavailable', 'limit']);

/** The actor of workflows, reactions and listeners. */
export const systemActor = (name: string): Actor => ({
  kind: 'system',
  id: null,
  name,
  permissions: permissionSet(['*']),
});

/**
 * The tenancy a caller works in; the vendor's own at the platform door.
 * @throws AppError `unauthenticated` without one; `forbidden` to the people of a provider that is suspended or closed
 */
export function tenantOf(caller: Caller): Tenant {
  // An anonymous caller comes this far only with what anyone may do, which belongs to no provider.
  if (!caller.tenant && (caller.door === 'platform' || caller.actor.kind === 'anonymous')) return operatorTenant;
  if (!caller.tenant) throw new AppError('unauthenticated', 'Sign in first.');
  // What people started must end: the system itself goes on for a suspended ISP, its people do not. Anyone may see that it is.
  // At the tenant door it may still pay and ask, until it is closed.
  const isOpen = caller.tenant.status === 'active' || (caller.door === 'tenant' && caller.tenant.status !== 'closed');
  if (!isOpen && !/^(system|anonymous)$/.test(caller.actor.kind))
    throw new AppError(
      'forbidden',
      `This provider is ${caller.tenant.status}. Ask the platform operator to restore it.`,
    );
  return caller.tenant;
}

export type Kernel = ReturnType<typeof createKernel>;

/**
 * Builds the one path every call takes: door → permission → rate → input → transaction → service → events and audit →
 * the door's view of the output.
 */
export function createKernel(options: KernelOptions) {
  const { pools, clock, secrets, log } = options;
  const registry = register(options.modules);
  const limiter = rateLimiter(clock);
  const urls = options.urls ?? { isp: 'http://localhost:3000', platform: 'http://localhost:3001' };

  const find = (key: string): RegisteredOperation => {
    const found = registry.operations.get(key);
    if (!found) throw notFound('operation');
    return found;
  };

  /** Every other module's service, reached through its contract: same transaction, same actor. */
  function context(
    caller: Caller,
    tenant: Tenant,
    db: Db,
    work: Work,
    op: RegisteredOperation | null,
    atMs: number,
  ): Ctx {
    let now: Temporal.Instant | undefined;
    let today: Temporal.PlainDate | undefined;
    const ctx: Ctx<Record<string, unknown>> = {
      db,
      tenant,
      actor: caller.actor,
      door: caller.door,
      requestId: caller.requestId,
      ipAddress: caller.ipAddress,
      nowIso: new Date(atMs).toISOString(),
      // Made when asked for: most calls need neither.
      get now() {
        now ??= Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs));
        return now;
      },
      get today() {
        today ??= ctx.now.toZonedDateTimeISO(tenant.timeZone).toPlainDate();
        return today;
      },
      log,
      secrets,
      urls,
      permissionCatalogue: registry.permissions,
      newId: () => uuidv7(atMs),
      async emit(name, payload) {
        const fields = op?.contract.events[name];
        if (!fields || !op?.operation.emits.includes(name))
          throw new Error(`${op?.key} emits ${name}, which it does not declare.`);
        const clean: Record<string, unknown> = {};
        for (const key of Object.keys(fields))
          clean[key] = fields[key].schema.parse((payload as Record<string, unknown>)[key]);
        work.events.push({ id: uuidv7(atMs), name, payload: clean });
      },
      async call(contract: AnyContract, name: string, input: unknown) {
        const target = find(`${contract.name}.${name}`);
        const parsed = parseInput(target.operation.in, input);
        return (await target.handler(
          context(caller, tenant, db, work, target, atMs) as never,
          parsed as never,
        )) as never;
      },
      changed: (change) => void work.changes.push(change),
      afterCommit: (fn) => void work.after.push(fn),
    };
    return ctx as unknown as Ctx;
  }

  function admit(caller: Caller, target: RegisteredOperation): void {
    const { actor } = caller;
    const { key, operation } = target;
    if (actor.kind === 'system') return;
    if (!operation.for.includes(caller.door)) throw notFound('operation');
    refuseOnVisit(actor, target);
    limiter.take(
      `${key}|${actor.id ?? caller.ipAddress ?? 'unknown'}`,
      operation.perMinute ?? (operation.kind === 'query' ? 1200 : 600),
    );
    if (operation.can === 'anyone') return;
    if (actor.kind === 'anonymous') throw new AppError('unauthenticated', 'Sign in first.');
    if (operation.can === 'signed-in') return;
    if (!actor.permissions.has(operation.can))
      throw new AppError('forbidden', `This needs the permission ${operation.can}.`);
  }

  async function transact<T>(
    caller: Caller,
    target: RegisteredOperation | null,
    input: unknown,
    run: (ctx: Ctx) => Promise<T>,
  ): Promise<T> {
    const tenant = tenantOf(caller);
    const atMs = caller.atMs ?? clock.nowMs();
    const isCommand = target?.operation.kind !== 'query';
    const pool = tenant.id === platformTenantId ? pools.platform : pools.app;
    const scope = {
      tenantId: tenant.id,
      audience: caller.door,
      actorId: caller.actor.id,
      customerId: caller.actor.customerId ?? null,
      readOnly: !isCommand,
    };
    let work: Work = { events: [], changes: [], after: [] };
    const result = await withTransaction(pool, scope, async (db, last) => {
      work = { events: [], changes: [], after: [] }; // a retried transaction starts afresh
      const key = isCommand && target ? caller.idempotencyKey : undefined;
      if (key && target) {
        const earlier = await replayed(db, key, caller, target.key, input);
        if (earlier) return earlier.response as T;
      }
      const returned = await run(context(caller, tenant, db, work, target, atMs));
      if (isCommand) flush(last, { caller, atMs, target, input: redacted(input), work, returned });
      if (key && target) remember(last, key, caller, target, returned);
      return returned;
    });
    for (const fn of work.after) fn();
    for (const { name } of work.events) gates.forget({ name, tenantId: tenant.id });
    if (work.events.length > 0) options.onEvents?.();
    return result;
  }

  async function execute(
    caller: Caller,
    key: string,
    raw: unknown,
  ): Promise<{ target: RegisteredOperation; returned: unknown }> {
    const target = find(key);
    const end = operationSeconds.startTimer({ operation: key, door: caller.door });
    try {
      admit(caller, target);
      await gates.pass(caller, target);
      const input = parseInput(target.operation.in, raw);
      const returned = await transact(caller, target, input, (ctx) =>
        gates.around(ctx as never, key, () => target.handler(ctx as never, input as never)),
      );
      await recordVisit(pools, caller, target, clock.nowMs(), redacted(input), 'ok');
      end({ outcome: 'ok' });
      return { target, returned };
    } catch (error) {
      const known =
        error instanceof AppError
          ? error
          : new AppError('internal', 'Something went wrong on our side.', { cause: error });
      end({ outcome: known.code });
      if (known.code === 'internal')
        log.error({ err: error, operation: key, requestId: caller.requestId }, 'operation failed');
      if (target.operation.kind === 'command' && !unaudited.has(known.code) && caller.actor.kind !== 'anonymous') {
        // Outside the rolled-back transaction, so that refusals stay on record.
        await recordRefusal(pools, caller, target, clock.nowMs(), redacted(raw), known.code).catch((cause) =>
          log.error({ err: cause, operation: key }, 'refusal could not be audited'),
        );
      }
      await recordVisit(pools, caller, target, clock.nowMs(), redacted(raw), known.code).catch(() => {});
      throw known;
    }
  }

  /** A transaction of the system itself in a tenant: reactions and workflow steps. It reaches data by `ctx.call`. */
  function asSystem<T>(name: string, tenant: Tenant, run: (ctx: AnyCtx) => Promise<T>, atMs?: number): Promise<T> {
    const caller: Caller = {
      door: 'isp',
      actor: systemActor(name),
      tenant,
      requestId: uuidv7(clock.nowMs()),
      ...(atMs === undefined ? {} : { atMs }),
    };
    return transact(caller, null, undefined, run as unknown as (ctx: Ctx) => Promise<T>);
  }

  const gates = gatesOf(options.modules, { clock, asSystem });

  return {
    registry,
    modules: options.modules,
    pools,
    clock,
    secrets,
    log,

    /** A call from a transport. Returns what the caller's door may see. */
    async invoke(caller: Caller, key: string, raw: unknown): Promise<unknown> {
      const { target, returned } = await execute(caller, key, raw);
      const { out } = target.operation;
      const view = project(out, caller.door as Door, returned);
      if (options.validateOutputs) {
        const checked = outputSchema(out, caller.door as Door)?.safeParse(view);
        if (checked && !checked.success)
          throw new Error(`${key} answered outside its contract: ${checked.error.message}`);
      }
      return view;
    },

    /** A typed call from inside (workflow, seed, test): same pipeline, full row. */
    async run<C extends AnyContract, K extends keyof C['operations'] & string>(
      caller: Caller,
      contract: C,
      name: K,
      input: z.input<C['operations'][K]['in']>,
    ): Promise<Returned<C['operations'][K]['out']>> {
      const { returned } = await execute(caller, `${contract.name}.${name}`, input);
      return returned as Returned<C['operations'][K]['out']>;
    },

    asSystem,
    gates,
  };
}

export type { Operation };
