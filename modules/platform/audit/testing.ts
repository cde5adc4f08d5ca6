import { setTimeout as sleep } from 'node:timers/promises';
import type { TestDatabase } from '#kernel/testing/database.ts';
import { sealAudit } from './sealer.ts';

/** Seals every entry. One waits while an older transaction is open anywhere on the server, and other tests share that. */
export async function sealAll({ owner, pools }: Pick<TestDatabase, 'owner' | 'pools'>): Promise<void> {
  for (const until = performance.now() + 15_000; performance.now() < until; await sleep(20)) {
    while ((await sealAudit(pools.system)) > 0);
    const { rows } = await owner.query<{ left: number }>(
      `select count(*)::int as left from audit_entry e
       where not exists (select 1 from audit_seal s where s.tenant_id = e.tenant_id and s.entry_id = e.id)`,
    );
    if (rows[0]!.left === 0) return;
  }
  throw new Error('An older transaction stayed open for too long.');
}
