import { DBOS, Error as engineErrors } from '@dbos-inc/dbos-sdk';
import { sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { AnyCtx, Tenant } from './context.ts';
import type { AnyContract } from './contract/contract.ts';
import { openPool } from './db/pools.ts';
import { AppError } from './errors.ts';
import { platformTenantId } from './ids.ts';
import { type Kernel, operatorTenant } from './kernel.ts';
import type { TenantDirectory } from './tenancy/directory.ts';

/** What a workflow is started with; everything in it is kept in the records, so no secret belongs here. */
export interface RunInput {
  tenantId: string;
  /** Unix milliseconds the run speaks of, when history is replayed. */
  atMs?: number;
}

/** Handed to a workflow's function: its durable steps. */
export interface Run {
  readonly id: string;
  readonly tenant: Tenant;
  /**
   * One transaction in the tenant, done exactly once: its effect and the record of it commit together. A step that is
   * repeated after a crash returns what it returned the first time. The result is kept as JSON and shown: no secrets.
   */
  step<T>(name: string, fn: (ctx: AnyCtx) => Promise<T>, options?: { attempts?: number }): Promise<T>;
  /** Work outside the database (a packet, a mail). May happen more than once after a crash; must bear that. */
  effect<T>(name: string, fn: () => Promise<T>, options?: { attempts?: number; intervalSeconds?: number }): Promise<T>;
  /** One transaction in the tenant that leaves no record of its own: for an effect that must read, or note, what is not kept. */
  inTenant<T>(fn: (ctx: AnyCtx) => Promise<T>): Promise<T>;
  sleepSeconds(seconds: number): Promise<void>;
  /** What this build is made of, for work that is about all of it. */
  readonly contracts: readonly AnyContract[];
}

export interface Workflow<I = unknown> {
  readonly name: string;
  /** For people: "Provision a subscription". */
  readonly title: string;
  /** Steps in order, for the pictures; a saga fills it. */
  readonly plan: readonly { name: string; title: string; target: string; undo: boolean }[];
  /** Cron expression in UTC; the workflow then runs once for each tenant at that time. */
  readonly schedule?: string;
  /** It is closed tenants that it runs for; the others it leaves alone. */
  readonly closed?: boolean;
  readonly queue: string;
  /** A method, so that a module can list workflows of different inputs. */
  run(run: Run, input: I & RunInput): Promise<unknown>;
}

type Description = Pick<Workflow, 'name' | 'title' | 'plan' | 'schedule'>;
const described = new Map<string, Description>();
/** What the workflows of this build are called and made of, by name; also in processes that run none. */
export const knownWorkflows: ReadonlyMap<string, Description> = described;

function known<I>(definition: Workflow<I>): Workflow<I> {
  described.set(definition.name, definition);
  return definition;
}

export const workflow = <I>(
  name: string,
  spec: {
    title: string;
    queue?: string;
    schedule?: string;
    closed?: boolean;
    run: (run: Run, input: I & RunInput) => Promise<unknown>;
  },
): Workflow<I> =>
  known({
    name,
    title: spec.title,
    plan: [],
    queue: spec.queue ?? 'default',
    run: spec.run,
    ...(spec.schedule ? { schedule: spec.schedule } : {}),
    ...(spec.closed ? { closed: true } : {}),
  });

export interface SagaStep<I, S> {
  name: string;
  title: string;
  /** The system it touches: database, radius, billing, mail. */
  target: string;
  do(ctx: AnyCtx, input: I & RunInput, state: Readonly<Partial<S>>): Promise<Partial<S> | undefined>;
  /** Takes back what `do` did. Runs only when `do` had completed; must succeed in the end, so it is retried. */
  undo?(ctx: AnyCtx, input: I & RunInput, state: Readonly<Partial<S>>): Promise<void>;
}
export type SagaOutcome = { outcome: 'completed' } | { outcome: 'rolled-back'; failedStep: string; error: string };

/** A workflow of steps with compensation: when one fails, those before it are undone in reverse order. */
export function saga<I, S extends object>(
  name: string,
  spec: {
    title: string;
    queue?: string;
    steps: readonly SagaStep<I, S>[];
    onRolledBack?: (ctx: AnyCtx, input: I & RunInput, error: string) => Promise<void>;
  },
): Workflow<I> {
  return known({
    name,
    title: spec.title,
    queue: spec.queue ?? 'sagas',
    plan: spec.steps.map((s) => ({ name: s.name, title: s.title, target: s.target, undo: s.undo !== undefined })),
    async run(run, input): Promise<SagaOutcome> {
      let state: Partial<S> = {};
      const done: SagaStep<I, S>[] = [];
      for (const step of spec.steps) {
        try {
          state = { ...state, ...(await run.step(step.name, (ctx) => step.do(ctx, input, state))) };
          done.push(step);
        } catch (error) {
          if (isOver(error)) throw error;
          const reason = reasonOf(error);
          for (const earlier of done.toReversed())
            if (earlier.undo)
              await run.step(`undo:${earlier.name}`, (ctx) => earlier.undo!(ctx, input, state), { attempts: 10 });
          if (spec.onRolledBack)
            await run.step('rolled-back', (ctx) => spec.onRolledBack!(ctx, input, reason), { attempts: 10 });
          return { outcome: 'rolled-back', failedStep: step.name, error: reason };
        }
      }
      return { outcome: 'completed' };
    },
  });
}

/** This execution lost its run to another, or somebody cancelled it: it has to stop, not to take anything back. */
export const isOver = (error: unknown) =>
  error instanceof engineErrors.DBOSWorkflowConflictError || error instanceof engineErrors.DBOSWorkflowCancelledError;

/** Why a step failed, in its own words: of several tries, the last. */
export function reasonOf(error: unknown): string {
  const last = error instanceof engineErrors.DBOSMaxStepRetriesError ? (error.errors.at(-1) ?? error) : error;
  return last instanceof Error ? last.message : String(last);
}

const temporary = (error: unknown) => error instanceof AppError && error.code === 'unavailable';
/** Runs at once per process, and how often the queue is looked at: somebody watches a sale being provisioned. */
const queues = {
  default: { workerConcurrency: 8, minPollingIntervalMs: 500 },
  sagas: { workerConcurrency: 12, minPollingIntervalMs: 100 },
  network: { workerConcurrency: 16, minPollingIntervalMs: 100 },
  bulk: { workerConcurrency: 4, minPollingIntervalMs: 250 },
};
/** The engine warns of every step that a rule refused; that is a saga's daily bread, and the run's records show it. */
const refusal = /^Non-retryable error in step/;
/** A run asked for longer ago than this speaks of the past: history is replayed, or the engine was away. */
const pastMs = 300_000;

export interface Durable {
  /** Starts a workflow, or does nothing when a run with this key was started before. */
  start<I>(workflow: Workflow<I>, key: string, input: I & RunInput, about?: Record<string, string>): Promise<string>;
  /** Takes a run that ended in an error up again at the step that failed; what it had done stays done. */
  retry(runId: string): Promise<void>;
  stop(): Promise<void>;
}
let running: Durable | null = null;
/** The engine of this process; absent in processes that only answer requests. */
export function durable(): Durable {
  if (!running) throw new AppError('unavailable', 'Background work is not running in this process.');
  return running;
}

const idOf = (tenantId: string, name: string, key: string) => `${name}:${tenantId}:${key}`;

/**
 * Starts DBOS with all workflows of all modules; interrupted runs go on where they were.
 * @param options.schedules whether the wall clock starts scheduled ones; default yes
 */
export async function startDurable(
  kernel: Kernel,
  tenants: TenantDirectory,
  systemDatabaseUrl: string,
  log: Logger,
  { schedules = true }: { schedules?: boolean } = {},
): Promise<Durable> {
  const workflows = kernel.modules.flatMap((m) => m.workflows ?? []);
  type Bound = (input: RunInput) => Promise<unknown>;
  const bound = new Map<string, Bound>();
  const contracts = kernel.modules.map((m) => m.contract);

  for (const definition of workflows) {
    const body: Bound = async (input) => {
      const tenant = input.tenantId === platformTenantId ? operatorTenant : await tenants.byId(input.tenantId);
      if (!tenant) throw new AppError('not_found', 'The tenant of this run is gone.');
      const id = DBOS.workflowID!;
      // A database that is away is waited for, however long; other failures are tried as often as the caller asks.
      const retry = (attempts = 1, intervalSeconds = 1) => {
        let failures = 0;
        const shouldRetry = (error: unknown) => {
          if (temporary(error)) return true;
          failures += 1;
          return failures < attempts;
        };
        return {
          retriesAllowed: true,
          maxAttempts: Number.MAX_SAFE_INTEGER,
          intervalSeconds,
          backoffRate: 2,
          shouldRetry,
        };
      };
      const names = new Set<string>();
      const unique = (name: string) => {
        if (names.has(name))
          throw new Error(`${definition.name} has two steps named ${name}; the second would not run.`);
        names.add(name);
        return name;
      };
      // Looked up each time: the tenant may be suspended, restored or renamed while the run waits.
      const inTenant: Run['inTenant'] = async (fn) => {
        const now = tenant === operatorTenant ? tenant : ((await tenants.byId(input.tenantId)) ?? tenant);
        return kernel.asSystem(definition.name, now, fn, input.atMs);
      };
      const run: Run = {
        id,
        tenant,
        step: (name, fn, options) =>
          DBOS.runStep(
            () =>
              inTenant(async (ctx) => {
                const claimed = await ctx.db.execute(
                  sql`insert into step_done (run_id, step) values (${id}, ${name}) on conflict do nothing returning 1`,
                );
                if (claimed.rows.length === 0) {
                  const { rows } = await ctx.db.execute<{ output: never }>(
                    sql`select output from step_done where run_id = ${id} and step = ${name}`,
                  );
                  return rows[0]!.output;
                }
                const output = await fn(ctx);
                await ctx.db.execute(
                  sql`update step_done set output = ${JSON.stringify(output ?? null)}::jsonb where run_id = ${id} and step = ${name}`,
                );
                return output;
              }),
            { name: unique(name), ...retry(options?.attempts) },
          ),
        effect: (name, fn, options) =>
          DBOS.runStep(fn, { name: unique(name), ...retry(options?.attempts, options?.intervalSeconds) }),
        inTenant,
        sleepSeconds: (seconds) => DBOS.sleepSeconds(seconds),
        contracts,
      };
      return definition.run(run, input as never);
    };
    bound.set(definition.name, DBOS.registerWorkflow(body, { name: definition.name }));
  }

  const scheduled = workflows.filter((w) => w.schedule);
  const fanOut = new Map(
    scheduled.map((w) => [
      w.name,
      DBOS.registerWorkflow(
        async (at: Date) => {
          const ids = await DBOS.runStep(() => (w.closed ? tenants.closedIds() : tenants.activeIds()), {
            name: 'tenants',
          });
          for (const tenantId of ids)
            await DBOS.startWorkflow(bound.get(w.name)!, {
              workflowID: idOf(tenantId, w.name, at.toISOString()),
              queueName: w.queue,
              authenticatedUser: tenantId,
            })({ tenantId });
        },
        { name: `schedule:${w.name}` },
      ),
    ]),
  );

  const pool = openPool(systemDatabaseUrl, { name: 'dotmac durable', max: 10 });
  DBOS.setConfig({
    name: 'dotmac',
    systemDatabaseUrl,
    systemDatabasePool: pool,
    systemDatabaseSchemaName: 'dbos',
    // Runs outlive releases: a new build recovers what an old one began.
    applicationVersion: '1',
    executorID: 'local',
    runMigrations: false, // `migrate()` has made its tables, as their owner
    logger: {
      debug: () => {},
      info: () => {},
      warn: (m: unknown) => (refusal.test(String(m)) ? log.debug(m) : log.warn(m)),
      error: (m: unknown) => log.error(m),
    } as never,
  });
  await DBOS.launch();
  for (const [name, limits] of Object.entries(queues))
    await DBOS.registerQueue(name, { ...limits, onConflict: 'always_update' });
  await DBOS.applySchedules(
    (schedules ? scheduled : []).map((w) => ({
      scheduleName: w.name,
      workflowFn: fanOut.get(w.name)! as never,
      schedule: w.schedule!,
    })),
  );

  running = {
    async start(definition, key, input, about) {
      const workflowID = idOf(input.tenantId, definition.name, key);
      // Only history has a time of its own; a run of the present takes each step's.
      const { atMs, ...rest } = input;
      const isPast = atMs !== undefined && kernel.clock.nowMs() - atMs > pastMs;
      await DBOS.startWorkflow(bound.get(definition.name)!, {
        workflowID,
        queueName: definition.queue,
        authenticatedUser: input.tenantId,
        ...(about ? { workflowAttributes: about } : {}),
      })(isPast ? input : rest);
      return workflowID;
    },
    async retry(runId) {
      const steps = (await DBOS.listWorkflowSteps(runId)) ?? [];
      // A saga goes on after a refused step, to take back: what ended the run is the last failure.
      const failed = steps.findLast((step) => step.error !== null);
      await DBOS.rewindWorkflow(runId, { startStep: failed?.functionID ?? steps.length });
    },
    async stop() {
      running = null;
      // Workflows are bound to a kernel when it starts; another start binds them anew.
      await DBOS.shutdown({ deregister: true });
      await pool.end();
    },
  };
  return running;
}
