// Until the first release there is one migration, the baseline. This writes it anew from all tables, or with --check says
// whether the one on disk is what the tables say.
import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { loadTables, migrationFiles, projectRoot, tableFiles } from '#kernel/db/schema-files.ts';

const baseline = path.join(projectRoot, 'database/migrations/0000_baseline.sql');
const lock = path.join(projectRoot, 'database/.rebase-lock');

async function baselineSql(): Promise<string> {
  const tables = await loadTables();
  const statements = await generateMigration(generateDrizzleJson({}), generateDrizzleJson(tables));
  return `${statements.map((s) => s.trim().replace(/^CREATE SCHEMA /, 'CREATE SCHEMA IF NOT EXISTS ')).join('\n')}\n`;
}

/** One at a time: several people may work in the same folder. */
async function locked(run: () => void): Promise<void> {
  for (let waited = 0; ; waited += 50) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 30_000 || waited > 30_000) rmSync(lock, { recursive: true, force: true });
      else await sleep(50);
    }
  }
  try {
    run();
  } finally {
    rmdirSync(lock);
  }
}

const wanted = await baselineSql();
const current = existsSync(baseline) ? readFileSync(baseline, 'utf8') : '';
const extra = migrationFiles().filter((file) => !file.endsWith('/0000_baseline.sql'));

if (process.argv.includes('--check')) {
  if (current !== wanted || extra.length > 0) {
    console.error('database/migrations does not say what the tables say; run npm run db:rebase.');
    process.exit(1);
  }
} else {
  await locked(() => {
    mkdirSync(path.dirname(baseline), { recursive: true });
    for (const file of extra) rmSync(path.join(projectRoot, file));
    // Readers must never see half a file.
    writeFileSync(`${baseline}.${process.pid}`, wanted);
    renameSync(`${baseline}.${process.pid}`, baseline);
  });
  const count = wanted.match(/^CREATE TABLE/gm)?.length ?? 0;
  console.log(
    `${current === wanted ? 'Unchanged' : 'Written'}: database/migrations/0000_baseline.sql (${count} tables from ${tableFiles().length} files).`,
  );
}
