// A process as the supervisor expects it, for tests: beats into a file so that its life can be followed.
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig } from '#kernel/config.ts';
import { openPools } from '#kernel/db/pools.ts';

const config = loadConfig();
const pools = openPools(config.databaseUrls());
const beat = (word: string) => appendFileSync(path.join(config.dataDir, 'beats'), `${word} ${process.pid}\n`);
const stop = (word: string) => {
  beat(word);
  process.exit(0);
};
process.on('message', (message: { type?: string }) => message.type === 'stop' && stop('stopped'));
process.on('disconnect', () => stop('orphaned'));
await pools.app.query('select 1');
setInterval(
  () =>
    pools.app.query('select 1').then(
      () => beat('alive'),
      () => beat('waiting'),
    ),
  50,
);
beat('ready');
process.send?.({ type: 'ready', lines: [`child of ${config.demo ? 'a demo' : 'production'}`] });
