import { sql } from 'drizzle-orm';
import type { Caller } from '../context.ts';
import { type Db, type Pools, withTransaction } from '../db/pools.ts';
import { platformTenantId, uuidPattern, uuidv7 } from '../ids.ts';
import type { Work } from '../kernel.ts';
import type { RegisteredOperation } from '../module.ts';

interface Flush {
  caller: Caller;
  atMs: number;
  target: RegisteredOperation | null;
  input: unknown;
  work: Work;
  returned: unknown;
}

const idOf = (value: unknown): string | null => {
  const id = value && typeof value === 'object' && 'id' in value ? value.id : null;
  return typeof id === 'string' && uuidPattern.test(id) ? id : null;
};

function entry(
  caller: Caller,
  atMs: number,
  key: string,
  outcome: string,
  input: unknown,
  rest: Record<string, unknown> = {},
) {
  return {
    id: uuidv7(atMs),
    at: new Date(atMs).toISOString(),
    door: caller.door,
    actor_kind: caller.actor.kind,
    actor_id: caller.actor.id,
    actor_name: caller.actor.name,
    operation: key,
    outcome,
    request_id: caller.requestId,
    ip_address: caller.ipAddress ?? null,
    input: input ?? null,
    ...rest,
  };
}

/** Writes the call's events into the outbox and its audit row, in the call's own transaction and one statement. */
export async function flush(db: Db, { caller, atMs, target, input, work, returned }: Flush): Promise<void> {
  const change = work.changes[0];
  const entries = target
    ? [
        entry(caller, atMs, target.key, 'ok', input, {
          subject_type: change?.type ?? target.contract.name,
          subject_id: idOf(change) ?? idOf(input) ?? idOf(returned),
          before: change?.before ?? null,
          after: change?.after ?? null,
        }),
      ]
    : [];
  const events = work.events.map((e) => ({
    id: e.id,
    name: e.name,
    at: new Date(atMs).toISOString(),
    actor_id: caller.actor.id,
    payload: e.payload,
  }));
  if (entries.length === 0 && events.length === 0) return;
  await db.execute(sql`
    with written as (
      insert into outbox (id, name, at, actor_id, payload)
      select id, name, at, actor_id, payload
      from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as e(id uuid, name text, at timestamptz, actor_id text, payload jsonb)
    )
    insert into audit_entry (id, at, door, actor_kind, actor_id, actor_name, operation, outcome, subject_type, subject_id, request_id, ip_address, input, before, after)
    select * from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as a(
      id uuid, at timestamptz, door text, actor_kind text, actor_id text, actor_name text, operation text, outcome text, subject_type text,
      subject_id uuid, request_id text, ip_address text, input jsonb, before jsonb, after jsonb)`);
}

/** Audits a refused command in a transaction of its own. Without a tenant there is no trail to write to. */
export async function recordRefusal(
  pools: Pools,
  caller: Caller,
  target: RegisteredOperation,
  atMs: number,
  input: unknown,
  outcome: string,
): Promise<void> {
  const tenantId = caller.tenant?.id ?? (caller.door === 'platform' ? platformTenantId : null);
  if (!tenantId) return;
  const scope = { tenantId, audience: caller.door, actorId: caller.actor.id, customerId: null, readOnly: false };
  const row = entry(caller, atMs, target.key, outcome, input, {
    subject_type: target.contract.name,
    subject_id: idOf(input),
  });
  await withTransaction(tenantId === platformTenantId ? pools.platform : pools.app, scope, (db) =>
    db.execute(sql`
      insert into audit_entry (id, at, door, actor_kind, actor_id, actor_name, operation, outcome, subject_type, subject_id, request_id, ip_address, input)
      select * from jsonb_to_recordset(${JSON.stringify([row])}::jsonb) as a(
        id uuid, at timestamptz, door text, actor_kind text, actor_id text, actor_name text, operation text, outcome text, subject_type text,
        subject_id uuid, request_id text, ip_address text, input jsonb)`),
  );
}
