import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type pg from 'pg';
import { durableSchema } from './tenancy.ts';

const record = '@dbos-inc/dbos-sdk';

/**
 * Brings the durable engine's tables to the installed version of DBOS. `dotmac_system` may use them and not change them, so
 * processes start DBOS with `runMigrations: false`.
 * @param owner a connected client of the owner; holds the migration lock
 */
export async function migrateDurableEngine(owner: pg.Client, ownerUrl: string): Promise<void> {
  const manifest = path.resolve(createRequire(import.meta.url).resolve(record), '../../../package.json');
  const { version }: { version: string } = JSON.parse(readFileSync(manifest, 'utf8'));
  const { rowCount } = await owner.query('select 1 from dotmac.extra_sql where path = $1 and hash = $2', [
    record,
    version,
  ]);
  if (rowCount) return;
  // Loaded only now: a start that has nothing to migrate should not wait for it.
  const [{ ensureSystemDatabase }, { GlobalLogger }] = await Promise.all([
    import('@dbos-inc/dbos-sdk/internal/system_database'),
    import('@dbos-inc/dbos-sdk/internal/telemetry/logs'),
  ]);
  const quiet = { info: () => {}, debug: () => {}, warn: () => {}, error: () => {} };
  await ensureSystemDatabase(ownerUrl, new GlobalLogger(undefined, { logger: quiet }), undefined, durableSchema);
  await owner.query(
    'insert into dotmac.extra_sql (path, hash) values ($1, $2) on conflict (path) do update set hash = excluded.hash, applied_at = now()',
    [record, version],
  );
}
