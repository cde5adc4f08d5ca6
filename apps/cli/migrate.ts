import { mkdirSync } from 'node:fs';
import { Command } from 'commander';
import { loadConfig } from '#kernel/config.ts';
import { dataFolderError } from '#kernel/data-folder.ts';
import { startEmbedded } from '#kernel/db/embedded.ts';
import { lockDataFolder } from '#kernel/db/instance-lock.ts';
import { migrate as migrateDatabase } from '#kernel/db/migrate.ts';

export const migrate = new Command('migrate')
  .description('bring the database to this version: roles, tables, row-level security; `start` does it too')
  .action(async () => {
    const config = loadConfig();
    try {
      mkdirSync(config.dataDir, { recursive: true });
    } catch (error) {
      throw dataFolderError(config.dataDir, error);
    }
    const unlock = config.databaseUrl ? () => {} : lockDataFolder(config.dataDir);
    const embedded = config.databaseUrl
      ? undefined
      : await startEmbedded({ dataDir: config.dataDir, masterKey: config.masterKey() });
    try {
      const done = await migrateDatabase({
        ownerUrl: config.databaseUrl ?? embedded?.ownerUrl ?? '',
        masterKey: config.masterKey(),
      });
      const changed = [...done.migrations, ...done.extras];
      console.log(changed.length > 0 ? `Applied: ${changed.join(', ')}.` : 'The database is up to date.');
    } finally {
      await embedded?.stop();
      unlock();
    }
  });
