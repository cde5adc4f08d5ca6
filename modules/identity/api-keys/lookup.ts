import { eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import type { Clock } from '#kernel/clock.ts';
import { type Actor, permissionSet } from '#kernel/context.ts';
import { type Pools, withTransaction } from '#kernel/db/pools.ts';
import { keyHash, looksLikeKey } from './rules.ts';
import { apiKey } from './tables.ts';

interface Row {
  tenant_id: string;
  id: string;
  name: string;
  permissions: string[];
  expires_at: Date | null;
  last_used_at: Date | null;
}
interface Remembered {
  row: Row;
  untilMs: number;
  usedMs: number;
}

const rememberMs = 5_000;
const usedEveryMs = 60_000;

const read = async (system: Pool, hash: string): Promise<Row | null> =>
  (
    await system.query<Row>(
      'select tenant_id, id, name, permissions, expires_at, last_used_at from api_key where hash = $1 and revoked_at is null',
      [hash],
    )
  ).rows[0] ?? null;

/** Finds the actor behind an API key; a revoked one is refused after five seconds at most, at once in this process. */
export function apiKeyLookup({ pools, clock }: { pools: Pools; clock: Clock }) {
  let known = new Map<string, Remembered>();

  /** Written at most once a minute, after the answer. */
  function used(row: Row, nowMs: number): void {
    const scope = { tenantId: row.tenant_id, audience: 'isp', actorId: row.id, customerId: null, readOnly: false };
    void withTransaction(pools.app, scope, (db) =>
      db
        .update(apiKey)
        .set({ lastUsedAt: new Date(nowMs).toISOString() })
        .where(eq(apiKey.id, row.id)),
    ).catch(() => {
      // Only tells people when a key was used last; the next use writes it.
    });
  }

  return {
    async find(key: string): Promise<{ actor: Actor; tenantId: string } | null> {
      if (!looksLikeKey(key)) return null;
      const now = clock.nowMs();
      const hash = keyHash(key);
      let hit = known.get(hash);
      if (!hit || hit.untilMs <= now) {
        const row = await read(pools.system, hash);
        if (!row) {
          known.delete(hash);
          return null;
        }
        if (known.size > 10_000) known.clear();
        hit = { row, untilMs: now + rememberMs, usedMs: hit?.usedMs ?? row.last_used_at?.getTime() ?? 0 };
        known.set(hash, hit);
      }
      const { row } = hit;
      if (row.expires_at && row.expires_at.getTime() <= now) return null;
      if (now - hit.usedMs >= usedEveryMs) {
        hit.usedMs = now;
        used(row, now);
      }
      return {
        tenantId: row.tenant_id,
        actor: { kind: 'api-key', id: row.id, name: row.name, permissions: permissionSet(row.permissions) },
      };
    },
    forget(): void {
      known = new Map();
    },
  };
}
