import type { Pool } from 'pg';
import type { StoredEvent } from '../module.ts';

interface OutboxRow {
  xid: string;
  seq: string;
  id: string;
  tenant_id: string;
  name: string;
  at: Date | string;
  actor_id: string | null;
  payload: Record<string, unknown>;
}

/** Before the first event. */
export const startPosition = '0.0';
const positionPattern = /^\d{1,20}\.\d{1,20}$/;
export const isPosition = (value: string) => positionPattern.test(value);

/** Orders positions as the stream does. */
export function comparePositions(a: string, b: string): number {
  const [ax, as] = a.split('.').map(BigInt) as [bigint, bigint];
  const [bx, bs] = b.split('.').map(BigInt) as [bigint, bigint];
  return ax === bx ? (as === bs ? 0 : as < bs ? -1 : 1) : ax < bx ? -1 : 1;
}

const toEvent = (row: OutboxRow): StoredEvent => ({
  position: `${row.xid}.${row.seq}`,
  id: row.id,
  tenantId: row.tenant_id,
  name: row.name,
  at: new Date(row.at).toISOString(),
  actorId: row.actor_id,
  payload: row.payload,
});

/**
 * Events after `position`, in commit-safe order. Sequence numbers are drawn before commit, so a later number may commit
 * first; rows are ordered by transaction and withheld while any older transaction is still open, hence none is skipped.
 */
export async function readEvents(
  system: Pool,
  position: string,
  options: { limit: number; tenantId?: string; names?: readonly string[] },
): Promise<StoredEvent[]> {
  const [xid, seq] = position.split('.');
  const { rows } = await system.query<OutboxRow>({
    name: options.tenantId ? 'outbox-of-tenant' : options.names ? 'outbox-by-name' : 'outbox',
    text: `select xid::text, seq::text, id, tenant_id, name, at, actor_id, payload from outbox
      where (xid, seq) > ($1::text::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
        ${options.names || options.tenantId ? 'and name = any($4)' : ''} ${options.tenantId ? 'and tenant_id = $5' : ''}
      order by xid, seq limit $3`,
    values: [
      xid,
      seq,
      options.limit,
      ...(options.names || options.tenantId ? [options.names ?? []] : []),
      ...(options.tenantId ? [options.tenantId] : []),
    ],
  });
  return rows.map(toEvent);
}

/** The position after everything that has committed so far. */
export async function currentPosition(system: Pool): Promise<string> {
  const { rows } = await system.query<{ xid: string }>(`select pg_snapshot_xmin(pg_current_snapshot())::text as xid`);
  return `${BigInt(rows[0]!.xid) - 1n}.9223372036854775807`;
}

/** A database restored into a younger cluster counts transactions from further back: such a position is after the end. */
export async function isBeyondEnd(system: Pool, position: string): Promise<boolean> {
  return comparePositions(position, await currentPosition(system)) > 0;
}
