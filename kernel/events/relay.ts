import { AsyncResource } from 'node:async_hooks';
import { sql } from 'drizzle-orm';
import type { Pool, PoolClient } from 'pg';
import type { Tenant } from '../context.ts';
import { AppError } from '../errors.ts';
import { platformTenantId } from '../ids.ts';
import { type Kernel, operatorTenant } from '../kernel.ts';
import type { Reaction, StoredEvent } from '../module.ts';
import type { TenantDirectory } from '../tenancy/directory.ts';
import { paced } from './paced.ts';
import { comparePositions, isBeyondEnd, readEvents, startPosition } from './reader.ts';

/** Many commits a second cause so many passes a second at most. */
const gapMs = 20;
const relayLock = 7_301_001;
const retrySeconds = [1, 2, 5, 15, 60, 300, 900, 3600];

/**
 * Hands events to reactions, per tenant in order, at least once; the record `reaction_done`, written in the reaction's own
 * transaction, makes its effect happen once. A reaction that fails is tried again later, and later events for it wait behind.
 * One process relays at a time (advisory lock); another takes over when it dies.
 */
export function startRelay(kernel: Kernel, system: Pool, tenants: TenantDirectory, onHandled?: () => void) {
  const { log } = kernel;
  const byEvent = new Map<string, Reaction[]>();
  for (const reaction of kernel.modules.flatMap((m) => m.reactions ?? []))
    byEvent.set(reaction.event, [...(byEvent.get(reaction.event) ?? []), reaction]);

  let leader: PoolClient | null = null;
  let position = startPosition;
  let stopped = false;
  let busy: Promise<void> = Promise.resolve();
  let queued = false;

  async function lead(): Promise<boolean> {
    if (leader) return true;
    const client = await system.connect();
    const { rows } = await client.query<{ won: boolean }>('select pg_try_advisory_lock($1) as won', [relayLock]);
    if (!rows[0]?.won) {
      client.release();
      return false;
    }
    client.on('error', () => {
      leader = null;
    });
    leader = client;
    const cursor = await client.query<{ position: string }>(
      `select position from relay_cursor where name = 'reactions'`,
    );
    position = cursor.rows[0]?.position ?? startPosition;
    if (await isBeyondEnd(system, position)) position = startPosition;
    return true;
  }

  /** Where a reaction runs: the event's tenant, or the one the reaction names. Null when that tenant is gone. */
  async function placeOf(reaction: Reaction, event: StoredEvent): Promise<Tenant | null> {
    const id = reaction.inTenant?.(event.payload as never) ?? event.tenantId;
    return id === platformTenantId ? operatorTenant : tenants.byId(id);
  }

  async function react(reaction: Reaction, event: StoredEvent, tenant: Tenant): Promise<void> {
    await kernel.asSystem(
      reaction.name,
      tenant,
      async (ctx) => {
        const first = await ctx.db.execute(
          sql`insert into reaction_done (event_id, reaction) values (${event.id}, ${reaction.name}) on conflict do nothing returning 1`,
        );
        if (first.rows.length > 0) await reaction.run(ctx, event.payload as never, event);
      },
      Date.parse(event.at),
    );
  }

  async function handle(event: StoredEvent): Promise<void> {
    const reactions = byEvent.get(event.name);
    if (!reactions) return;
    for (const reaction of reactions) {
      const tenant = await placeOf(reaction, event);
      if (!tenant) continue;
      const waiting = await system.query(
        'select 1 from reaction_retry where tenant_id = $1 and reaction = $2 limit 1',
        [event.tenantId, reaction.name],
      );
      if (waiting.rows.length > 0) {
        await park(reaction, event, 'waits behind an earlier event');
        continue;
      }
      try {
        await react(reaction, event, tenant);
      } catch (error) {
        log.warn(
          { err: error, reaction: reaction.name, event: event.name, eventId: event.id },
          'reaction failed; it will be tried again',
        );
        await park(reaction, event, error instanceof Error ? error.message : String(error));
      }
    }
  }

  const park = (reaction: Reaction, event: StoredEvent, reason: string) =>
    system.query(
      `insert into reaction_retry (tenant_id, reaction, event_id, position, event, attempts, next_at, last_error)
       values ($1, $2, $3, $4, $5, 0, now() + interval '1 second', $6) on conflict do nothing`,
      [event.tenantId, reaction.name, event.id, event.position, JSON.stringify(event), reason],
    );

  /** Whether something was made good, so that what waited behind it may go on. */
  async function retryDue(): Promise<boolean> {
    let progressed = false;
    // Only the oldest of each reaction and tenant: order is kept.
    const { rows } = await system.query<{
      tenant_id: string;
      reaction: string;
      event_id: string;
      event: StoredEvent;
      attempts: number;
    }>(`
      select * from (
        select distinct on (tenant_id, reaction) tenant_id, reaction, event_id, event, attempts, next_at from reaction_retry
        order by tenant_id, reaction, split_part(position, '.', 1)::numeric, split_part(position, '.', 2)::numeric
      ) oldest where next_at <= now() limit 100`);
    for (const row of rows) {
      const reaction = byEvent.get(row.event.name)?.find((r) => r.name === row.reaction);
      const tenant = reaction && (await placeOf(reaction, row.event));
      const done = () =>
        system.query('delete from reaction_retry where tenant_id = $1 and reaction = $2 and event_id = $3', [
          row.tenant_id,
          row.reaction,
          row.event_id,
        ]);
      if (!reaction || !tenant) {
        await done();
        continue;
      }
      try {
        await react(reaction, row.event, tenant);
        await done();
        progressed = true;
      } catch (error) {
        const wait = retrySeconds[Math.min(row.attempts + 1, retrySeconds.length - 1)];
        await system.query(
          `update reaction_retry set attempts = attempts + 1, next_at = now() + make_interval(secs => $4), last_error = $5
           where tenant_id = $1 and reaction = $2 and event_id = $3`,
          [row.tenant_id, row.reaction, row.event_id, wait, error instanceof Error ? error.message : String(error)],
        );
      }
    }
    return progressed;
  }

  async function pass(): Promise<void> {
    if (!(await lead())) return;
    for (;;) {
      if (stopped) return;
      const events = await readEvents(system, position, { limit: 500 });
      if (events.length === 0) break;
      const perTenant = Map.groupBy(events, (e) => e.tenantId);
      await Promise.all(
        [...perTenant.values()].map(async (list) => {
          for (const event of list) await handle(event);
        }),
      );
      position = events.at(-1)!.position;
      await system.query(
        `insert into relay_cursor (name, position, at) values ('reactions', $1, now()) on conflict (name) do update set position = $1, at = now()`,
        [position],
      );
      onHandled?.();
    }
    while (await retryDue()) if (stopped) return;
  }

  /**
   * One pass at a time; a poke during a pass causes exactly one more. Whoever pokes may stand inside a step of a durable run;
   * bound to the context of the start, what reactions do is no part of that step.
   */
  const poke = AsyncResource.bind((): void => {
    if (queued || stopped) return;
    queued = true;
    busy = busy.then(async () => {
      queued = false;
      if (stopped) return;
      await pass().catch((error) => {
        leader?.release(true);
        leader = null;
        if (!stopped) log.warn({ err: error }, 'relay pass failed');
      });
    });
  });

  const passes = paced(poke, gapMs);
  const tick = setInterval(poke, 1000);
  poke();
  return {
    /** There are new events. */
    poke: passes.soon,
    /**
     * Resolves when every event committed so far has been handed out, and those that its reactions wrote; for tests and the
     * seed. Waits for older transactions anywhere on the server, which hold the stream back.
     */
    async settled(): Promise<void> {
      for (
        const deadline = Date.now() + 20_000;
        Date.now() < deadline;
        await new Promise((next) => setTimeout(next, 5))
      ) {
        queued = false;
        poke();
        await busy;
        const { rows } = await system.query<{ last: string | null }>(
          `select xid::text || '.' || seq as last from outbox order by xid desc, seq desc limit 1`,
        );
        const last = rows[0]?.last;
        if (!last || comparePositions(position, last) >= 0) return;
      }
      throw new AppError('unavailable', 'The events could not be handed out within 20 s.');
    },
    async stop(): Promise<void> {
      stopped = true;
      passes.stop();
      clearInterval(tick);
      await busy;
      leader?.release(true);
      leader = null;
    },
  };
}
export type Relay = ReturnType<typeof startRelay>;
