import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Pools } from '#kernel/db/pools.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { type ChainReport, entryColumns, genesis, linkHash, verifyChain as verify } from './chain.ts';

const sealLock = 7_301_002;
/** Per tenant and pass. */
const batch = 500;
const everyMs = 1_000;

interface Unsealed extends Record<string, unknown> {
  tenant_id: string;
  id: string;
  xid: string;
  seq: string;
}
interface Head extends Record<string, unknown> {
  tenant_id: string;
  number: number;
  hash: string;
}

/**
 * Seals what has committed since: for each tenant, in the order of the stream, a link with the hash of the entry and of the
 * link before. Entries are withheld while an older transaction is open, as for events, so that no later one stands before
 * them. One process at a time seals (transaction-level advisory lock); another finds nothing to do.
 * @param system pool of `dotmac_system`
 * @returns how many links were added
 */
export async function sealAudit(system: Pool): Promise<number> {
  return drizzle({ client: system }).transaction(async (tx) => {
    const { rows: lock } = await tx.execute<{ won: boolean }>(
      sql`select pg_try_advisory_xact_lock(${sealLock}) as won`,
    );
    if (!lock[0]?.won) return 0;
    const { rows: heads } = await tx.execute<Head & { xid: string; seq: string }>(sql`
      select t.id as tenant_id, coalesce(h.number, 0) as number, coalesce(h.hash, ${genesis}) as hash,
        coalesce(h.xid, '0'::xid8)::text as xid, coalesce(h.seq, 0)::text as seq
      from (select id from tenant union all select ${platformTenantId}::uuid) t
      left join lateral (select * from audit_seal s where s.tenant_id = t.id order by s.number desc limit 1) h on true`);
    const { rows: entries } = await tx.execute<Unsealed>(sql`
      select ${entryColumns}
      from jsonb_to_recordset(${JSON.stringify(heads)}::jsonb) as h(tenant_id uuid, xid text, seq bigint)
      cross join lateral (
        select * from audit_entry a
        where a.tenant_id = h.tenant_id and (a.xid, a.seq) > (h.xid::xid8, h.seq) and a.xid < pg_snapshot_xmin(pg_current_snapshot())
        order by a.xid, a.seq limit ${batch}
      ) e
      order by e.tenant_id, e.xid, e.seq`);
    if (entries.length === 0) return 0;
    const headOf = new Map(heads.map((head) => [head.tenant_id, { number: head.number, hash: head.hash }]));
    const links = entries.map((entry) => {
      const head = headOf.get(entry.tenant_id)!;
      const link = { number: head.number + 1, hash: linkHash(head.hash, entry) };
      headOf.set(entry.tenant_id, link);
      return { tenant_id: entry.tenant_id, entry_id: entry.id, xid: entry.xid, seq: entry.seq, ...link };
    });
    await tx.execute(sql`
      insert into audit_seal (tenant_id, number, entry_id, xid, seq, hash)
      select tenant_id, number, entry_id, xid::xid8, seq, hash
      from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as l(tenant_id uuid, number bigint, entry_id uuid, xid text, seq bigint, hash text)`);
    return links.length;
  });
}

/**
 * Checks the audit chain of one tenant, or of the platform itself (`platformTenantId`), against every entry.
 * @param system pool of `dotmac_system`
 * @param expectHead hash of a head noted earlier; the chain must contain it
 */
export const verifyChain = (system: Pool, tenantId: string, expectHead?: string): Promise<ChainReport> =>
  verify(drizzle({ client: system }), tenantId, expectHead);

/** Seals every second while the process runs; goes on by itself after the database was away. */
export function startSealer(pools: Pick<Pools, 'system'>, log: Logger): { stop(): Promise<void> } {
  let stopped = false;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let busy: Promise<void> = Promise.resolve();

  async function pass(): Promise<void> {
    try {
      while (!stopped && (await sealAudit(pools.system)) >= batch);
      failing = false;
    } catch (error) {
      if (!failing && !stopped)
        log.warn({ err: error }, 'the audit trail could not be sealed; it is tried again every second');
      failing = true;
    }
  }
  const next = () => {
    timer = setTimeout(() => {
      busy = pass().finally(() => {
        if (!stopped) next();
      });
    }, everyMs);
  };
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await busy;
    },
  };
}
