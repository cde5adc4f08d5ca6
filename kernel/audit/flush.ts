import type { Caller } from '../context.ts';
import { type Last, type Pools, withTransaction } from '../db/pools.ts';
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

/** The columns of an entry. A visitor is named as who they are, with whose place they took. */
export function entryOf(
  caller: Caller,
  atMs: number,
  key: string,
  outcome: string,
  input: unknown,
  rest: Record<string, unknown> = {},
) {
  const { visit } = caller.actor;
  const who = visit?.by ?? caller.actor;
  return {
    id: uuidv7(atMs),
    at: new Date(atMs).toISOString(),
    door: caller.door,
    actor_kind: who.kind,
    actor_id: who.id,
    actor_name: who.name,
    visit_id: visit?.id ?? null,
    on_behalf_of: visit?.onBehalfOf ?? null,
    operation: key,
    outcome,
    request_id: caller.requestId,
    ip_address: caller.ipAddress ?? null,
    input: input ?? null,
    ...rest,
  };
}

const auditColumns = `id, at, door, actor_kind, actor_id, actor_name, operation, outcome, subject_type, subject_id, request_id,
  ip_address, visit_id, on_behalf_of, input, before, after`;
const insertEvents = (place: string) => `insert into outbox (id, name, at, actor_id, payload)
  select id, name, at, actor_id, payload
  from jsonb_to_recordset(${place}::jsonb) as e(id uuid, name text, at timestamptz, actor_id text, payload jsonb)`;
const insertEntry = (place: string) => `insert into audit_entry (${auditColumns})
  select ${auditColumns} from jsonb_to_record(${place}::jsonb) as a(
    id uuid, at timestamptz, door text, actor_kind text, actor_id text, actor_name text, operation text, outcome text,
    subject_type text, subject_id uuid, request_id text, ip_address text,
    visit_id uuid, on_behalf_of text, input jsonb, before jsonb, after jsonb)`;
const eventsAlone = insertEvents('$1');
export const entryAlone = insertEntry('$1');
const both = `with written as (${insertEvents('$2')}) ${insertEntry('$1')}`;

/** Writes the call's events into the outbox and its audit row, in the call's own transaction and one statement. */
export function flush(last: Last, { caller, atMs, target, input, work, returned }: Flush): void {
  const change = work.changes[0];
  const events = work.events.map((e) => ({
    id: e.id,
    name: e.name,
    at: new Date(atMs).toISOString(),
    actor_id: caller.actor.id,
    payload: e.payload,
  }));
  const told = JSON.stringify(events);
  if (!target) {
    if (events.length > 0) last({ text: eventsAlone, values: [told] });
    return;
  }
  const row = JSON.stringify(
    entryOf(caller, atMs, target.key, 'ok', input, {
      subject_type: change?.type ?? target.contract.name,
      subject_id: idOf(change) ?? idOf(input) ?? idOf(returned),
      before: change?.before ?? null,
      after: change?.after ?? null,
    }),
  );
  last(events.length > 0 ? { text: both, values: [row, told] } : { text: entryAlone, values: [row] });
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
  const row = entryOf(caller, atMs, target.key, outcome, input, {
    subject_type: target.contract.name,
    subject_id: idOf(input),
  });
  await withTransaction(tenantId === platformTenantId ? pools.platform : pools.app, scope, async (_db, last) =>
    last({ text: entryAlone, values: [JSON.stringify(row)] }),
  );
}
