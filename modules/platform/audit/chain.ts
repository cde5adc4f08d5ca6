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
  e.actor_name, e.operation, e.outcome, e.subject_type, e.subject_id, e.request_id, e.ip_address,
  e.visit_id, e.on_behalf_of, e.input, e.before, e.after,
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

/** Number of the link before which an entry without a seal stands; null when every entry up to `last` has one. */
async function slippedIn(db: Executes, tenantId: string, last: Link): Promise<number | null> {
  const upToLast = sql`tenant_id = ${tenantId} and (xid, seq) <= (${last.seal_xid}::text::xid8, ${last.seal_seq}::text::bigint)`;
  const { rows: counted } = await db.execute<{ entries: number }>(
    sql`select count(*) as entries from audit_entry where ${upToLast}`,
  );
  // Every link was found to seal an entry of its own, so that equal numbers leave none without.
  if (counted[0]?.entries === last.number) return null;
  const { rows } = await db.execute<{ number: number }>(sql`
    select s.number from audit_seal s, (
      select xid, seq from audit_entry where ${upToLast} except select xid, seq from audit_seal where ${upToLast} order by 1, 2 limit 1
    ) e
    where s.tenant_id = ${tenantId} and (s.xid, s.seq) > (e.xid, e.seq) order by s.number limit 1`);
  return rows[0]?.number ?? last.number;
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
  const before = last && (await slippedIn(db, tenantId, last));
  if (before) return report(before, 'An entry was slipped in before it.');
  if (!seen)
    return report(
      (last?.number ?? 0) + 1,
      'The head that was noted earlier is not in the chain: it was cut or made anew.',
    );
  return report(null, null);
}
