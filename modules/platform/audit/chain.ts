import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import { canonicalJson } from './canonical.ts';

/** A handle of Drizzle, in a transaction or on a pool. */
export type Executes = Pick<PgDatabase<NodePgQueryResultHKT, Record<string, never>>, 'execute'>;

/** Previous hash of a tenant's first link. */
export const genesis = '0'.repeat(64);

/** Every column of an entry under its own name; the instant with microseconds, so that none of it can be altered. */
export const entryColumns = sql.raw(`
  e.tenant_id, e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.door, e.actor_kind, e.actor_id,
  e.actor_name, e.operation, e.outcome, e.subject_type, e.subject_id, e.request_id, e.ip_address, e.input, e.before, e.after,
  e.xid::text as xid, e.seq::text as seq`);

/** Hash of a link: SHA-256 over the previous link's hash, in hex, followed by the canonical JSON of the entry. */
export const linkHash = (previous: string, entry: Record<string, unknown>): string =>
  createHash('sha256').update(previous).update(canonicalJson(entry)).digest('hex');

export interface ChainReport {
  /** Links of the chain. */
  sealed: number;
  /** Entries too young to be in it. */
  unsealed: number;
  intact: boolean;
  /** Number of the first link that does not hold. */
  brokenAt: number | null;
  /** What is wrong there, in a sentence. */
  problem: string | null;
  /** Hash of the last link that holds; who keeps it elsewhere can tell later that the chain was cut or made anew. */
  head: string | null;
}

interface Link extends Record<string, unknown> {
  number: number;
  hash: string;
  seal_xid: string;
  seal_seq: string;
}

const batch = 2_000;
const after = (a: Link, b: Link) =>
  BigInt(a.seal_xid) > BigInt(b.seal_xid) || (a.seal_xid === b.seal_xid && BigInt(a.seal_seq) > BigInt(b.seal_seq));

function problemOf(link: Link, last: Link | null, previous: string): string | null {
  const { number, hash, seal_xid, seal_seq, ...entry } = link;
  if (number !== (last?.number ?? 0) + 1) return `Link ${(last?.number ?? 0) + 1} is missing.`;
  if (entry['id'] === null) return 'The entry it seals was deleted.';
  if (entry['xid'] !== seal_xid || entry['seq'] !== seal_seq) return 'The entry it seals was moved to another place.';
  if (last && !after(link, last)) return 'It stands before the link that precedes it.';
  if (linkHash(previous, entry) !== hash) return 'The entry it seals, or the link itself, was altered.';
  return null;
}

/**
 * Walks the chain of a tenant from its first link and computes every hash again.
 * @param expectHead a head that was noted earlier; the chain must contain it
 */
export async function verifyChain(db: Executes, tenantId: string, expectHead?: string): Promise<ChainReport> {
  let last: Link | null = null;
  let previous = genesis;
  let seen = expectHead === undefined;
  const report = async (brokenAt: number | null, problem: string | null): Promise<ChainReport> => {
    const { rows } = await db.execute<{ sealed: number; entries: number }>(sql`
      select (select count(*) from audit_seal where tenant_id = ${tenantId}) as sealed,
        (select count(*) from audit_entry where tenant_id = ${tenantId}) as entries`);
    const { sealed, entries } = rows[0]!;
    const unsealed = Math.max(0, entries - sealed);
    return { sealed, unsealed, intact: brokenAt === null, brokenAt, problem, head: last ? previous : null };
  };

  for (;;) {
    const from: number = last?.number ?? 0;
    const { rows } = await db.execute<Link>(sql`
      select s.number, s.hash, s.xid::text as seal_xid, s.seq::text as seal_seq, ${entryColumns}
      from audit_seal s left join audit_entry e on e.tenant_id = s.tenant_id and e.id = s.entry_id
      where s.tenant_id = ${tenantId} and s.number > ${from} order by s.number limit ${batch}`);
    for (const link of rows) {
      const problem = problemOf(link, last, previous);
      if (problem) return report((last?.number ?? 0) + 1, problem);
      last = link;
      previous = link.hash;
      seen ||= link.hash === expectHead;
    }
    if (rows.length < batch) break;
  }
  if (last) {
    // What stands between sealed entries without a seal was slipped in afterwards.
    const { rows } = await db.execute<{ number: number }>(sql`
      select coalesce((select min(s.number) from audit_seal s where s.tenant_id = ${tenantId} and (s.xid, s.seq) > (e.xid, e.seq)), ${last.number}) as number
      from audit_entry e
      where e.tenant_id = ${tenantId} and (e.xid, e.seq) <= (${last.seal_xid}::text::xid8, ${last.seal_seq}::bigint)
        and not exists (select 1 from audit_seal s where s.tenant_id = e.tenant_id and s.entry_id = e.id)
      order by e.xid, e.seq limit 1`);
    if (rows[0]) return report(rows[0].number, 'An entry was slipped in before it.');
  }
  if (!seen)
    return report(
      (last?.number ?? 0) + 1,
      'The head that was noted earlier is not in the chain: it was cut or made anew.',
    );
  return report(null, null);
}
