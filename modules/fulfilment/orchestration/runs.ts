import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { knownWorkflows } from '#kernel/durable.ts';
import { notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { engineStatuses, type RecordedStep, type RunStatus, runStatus } from './rules.ts';

interface RunRow extends Record<string, unknown> {
  id: string;
  name: string;
  status: string;
  created_ms: number;
  updated_ms: number;
  completed_ms: number | null;
  recovery_attempts: number | null;
  subject: string | null;
  subscription_id: string | null;
  customer_id: string | null;
  rolled_back: boolean | null;
  roll_back: string | null;
  error: string | null;
  failed_step: string | null;
}
interface StepRow extends Record<string, unknown> {
  name: string;
  error: string | null;
  started_ms: number | null;
  completed_ms: number | null;
}

const iso = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms));

/** The engine keeps outputs and errors as SuperJSON: the value stands under `json`. */
const Failure = z.object({ json: z.object({ message: z.string() }) });
const RollBack = z.object({ json: z.object({ failedStep: z.string(), error: z.string() }) });

function read<S extends z.ZodType>(schema: S, text: string | null): z.output<S> | null {
  if (text === null) return null;
  const parsed = schema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}
const messageOf = (error: string | null) =>
  error === null ? null : (read(Failure, error)?.json.message ?? 'No reason was kept.');

function toRun(row: RunRow) {
  const rollBack = read(RollBack, row.roll_back)?.json;
  const status = runStatus({ status: row.status, rolledBack: row.rolled_back === true });
  return {
    id: row.id,
    workflow: row.name,
    title: knownWorkflows.get(row.name)?.title ?? row.name,
    status,
    failedStep: rollBack?.failedStep ?? (status === 'failed' || status === 'running' ? row.failed_step : null),
    error: rollBack?.error ?? messageOf(row.error),
    subject: row.subject,
    subscriptionId: row.subscription_id,
    customerId: row.customer_id,
    startedAt: iso(row.created_ms),
    updatedAt: iso(row.updated_ms),
    completedAt: isoOrNull(row.completed_ms),
    recoveries: Math.max(0, (row.recovery_attempts ?? 0) - 1),
  };
}
export type WorkflowRunRow = ReturnType<typeof toRun>;

export async function findRun({ db }: Pick<Ctx, 'db'>, id: string): Promise<WorkflowRunRow> {
  const { rows } = await db.execute<RunRow>(sql`select * from workflow_run where id = ${id}`);
  if (!rows[0]) throw notFound('run');
  return toRun(rows[0]);
}

export async function stepsOf({ db }: Pick<Ctx, 'db'>, runId: string): Promise<RecordedStep[]> {
  const { rows } = await db.execute<StepRow>(
    sql`select name, error, started_ms, completed_ms from workflow_run_step where run_id = ${runId} order by place`,
  );
  return rows.map((row) => ({
    name: row.name,
    error: messageOf(row.error),
    startedAt: isoOrNull(row.started_ms),
    completedAt: isoOrNull(row.completed_ms),
  }));
}

function inStatus(status: RunStatus): SQL {
  const among = sql`status = any(${sql.param([...engineStatuses[status]])}::text[])`;
  if (status === 'rolled_back') return sql`${among} and rolled_back`;
  return status === 'completed' ? sql`${among} and rolled_back is not true` : among;
}

export interface Filters {
  workflow?: string | undefined;
  status?: RunStatus | undefined;
  customerId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}
const Position = z.tuple([z.int(), z.string()]);

/** Newest first. */
export async function listRuns({ db }: Pick<Ctx, 'db'>, { workflow, status, customerId, cursor, limit }: Filters) {
  const after = readCursor(cursor, Position);
  const conditions = [
    sql`true`,
    ...(workflow ? [sql`name = ${workflow}`] : []),
    ...(status ? [inStatus(status)] : []),
    ...(customerId ? [sql`customer_id = ${customerId}`] : []),
    ...(after ? [sql`(created_ms, id) < (${after[0]}::bigint, ${after[1]}::text)`] : []),
  ];
  const { rows } = await db.execute<RunRow>(
    sql`select * from workflow_run where ${sql.join(conditions, sql` and `)} order by created_ms desc, id desc limit ${limit + 1}`,
  );
  return pageOf(rows, limit, toRun, (row) => [row.created_ms, row.id]);
}

export async function runMetrics({ db, now }: Pick<Ctx, 'db' | 'now'>) {
  const since = now.subtract({ hours: 24 }).epochMilliseconds;
  const { rows } = await db.execute<{ open: number; completed: number; rolled_back: number; failed: number }>(sql`
    select count(*) filter (where status in ('ENQUEUED', 'DELAYED', 'PENDING'))::int as open,
      count(*) filter (where status = 'SUCCESS' and rolled_back is not true and completed_ms >= ${since})::int as completed,
      count(*) filter (where status = 'SUCCESS' and rolled_back and completed_ms >= ${since})::int as rolled_back,
      count(*) filter (where status in ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED') and updated_ms >= ${since})::int as failed
    from workflow_run where updated_ms >= ${since} or status in ('ENQUEUED', 'DELAYED', 'PENDING')`);
  const [row] = rows;
  return {
    open: row?.open ?? 0,
    completedLastDay: row?.completed ?? 0,
    rolledBackLastDay: row?.rolled_back ?? 0,
    failedLastDay: row?.failed ?? 0,
  };
}
