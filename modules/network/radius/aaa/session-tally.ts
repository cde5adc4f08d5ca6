import type { PoolClient } from 'pg';
import type { Session } from './merge.ts';
import { Rows } from './pg-arrays.ts';
import { countDays, countEnds, countFlow, countNasHours } from './rollups.ts';

const at = (column: string) => `to_timestamp(${column} / 1000)`;
const hourMs = 3_600_000;
const hourOf = ({ updatedAtMs }: Session) => Math.floor(updatedAtMs / hourMs) * hourMs;

/** What the sessions of a batch mean for the tallies: gathered while they are written, and written after them. */
export class SessionTally {
  readonly #flows = new Rows({ tenant: 'uuid', nas: 'uuid', happened: 'float8', started: 'int4', stopped: 'int4' });
  readonly #ends = new Rows({
    tenant: 'uuid',
    nas: 'uuid',
    started: 'float8',
    stopped: 'float8',
    cause: 'text',
    sessions: 'int4',
  });
  readonly #days = new Rows({
    tenant: 'uuid',
    account: 'uuid',
    nas: 'uuid',
    customer: 'uuid',
    hour: 'float8',
    down: 'int8',
    up: 'int8',
  });
  readonly #nasHours = new Map<string, { tenant: string; nas: string; hour: number; down: number; up: number }>();

  /** A session as it is now written, and as it was; undefined when it is new. */
  session(session: Session, before: Session | undefined): void {
    const hour = hourOf(session);
    // Who is heard of is online that day, also without traffic; once an hour says it often enough.
    if (before === undefined || hourOf(before) !== hour) this.traffic(session, hour, 0, 0);
    if (
      before !== undefined &&
      before.startedAtMs === session.startedAtMs &&
      before.stoppedAtMs === session.stoppedAtMs &&
      before.terminateCause === session.terminateCause
    )
      return;
    if (before !== undefined) this.#count(before, -1);
    this.#count(session, 1);
  }

  /** Traffic of an account that is counted towards its hour and day. */
  traffic({ tenantId, accountId, nasId, customerId }: Session, hourMs: number, down: number, up: number): void {
    if (accountId === null) return;
    this.#days.add({ tenant: tenantId, account: accountId, nas: nasId, customer: customerId, hour: hourMs, down, up });
  }

  /** Traffic that a NAS reports, whosever it is. */
  nas({ tenantId, nasId }: Session, hourMs: number, down: number, up: number): void {
    const known = this.#nasHours.getOrInsertComputed(`${nasId}${hourMs}`, () => ({
      tenant: tenantId,
      nas: nasId,
      hour: hourMs,
      down: 0,
      up: 0,
    }));
    known.down += down;
    known.up += up;
  }

  async write(client: PoolClient): Promise<void> {
    const nasHours = new Rows({ tenant: 'uuid', nas: 'uuid', hour: 'float8', down: 'int8', up: 'int8' });
    for (const row of this.#nasHours.values()) nasHours.add(row);
    const send = async (name: string, rows: { length: number; values: string[] }, text: string) => {
      if (rows.length > 0) await client.query({ name, text, values: rows.values });
    };
    await Promise.all([
      send(
        'aaa-flow',
        this.#flows,
        countFlow(
          `select tenant as tenant_id, nas as nas_id, ${at('happened')} as happened_at, started, stopped from ${this.#flows.from('u')}`,
        ),
      ),
      send(
        'aaa-ends',
        this.#ends,
        countEnds(
          `select tenant as tenant_id, nas as nas_id, ${at('started')} as started_at, ${at('stopped')} as stopped_at, cause, sessions from ${this.#ends.from('u')}`,
        ),
      ),
      send(
        'aaa-days',
        this.#days,
        countDays(
          `select tenant as tenant_id, account as account_id, nas as nas_id, customer as customer_id, ${at('hour')} as hour, down, up from ${this.#days.from('u')}`,
        ),
      ),
      send(
        'aaa-nas-hours',
        nasHours,
        countNasHours(
          `select tenant as tenant_id, nas as nas_id, ${at('hour')} as hour, down, up from ${nasHours.from('u')}`,
        ),
      ),
    ]);
  }

  #count({ tenantId, nasId, startedAtMs, stoppedAtMs, terminateCause }: Session, sessions: 1 | -1): void {
    const of = { tenant: tenantId, nas: nasId };
    this.#flows.add({ ...of, happened: startedAtMs, started: sessions, stopped: 0 });
    if (stoppedAtMs === null) return;
    this.#flows.add({ ...of, happened: stoppedAtMs, started: 0, stopped: sessions });
    this.#ends.add({ ...of, started: startedAtMs, stopped: stoppedAtMs, cause: terminateCause, sessions });
  }
}
