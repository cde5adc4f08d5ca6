// The system as a test of the drills needs it: the embedded database, kept running, and the RADIUS processes.

import { stopOnRequest } from '#apps/cli/start/stop.ts';
import { startSystem } from '#apps/cli/start/system.ts';
import { processes } from '#apps/cli/start.ts';
import { loadConfig } from '#kernel/config.ts';

const config = loadConfig();
const say = (line: string) => console.log(line);
const stopped = stopOnRequest(say);
const system = await startSystem({
  config,
  children: (demo) => processes(config.aaaProcesses, demo).filter(({ name }) => name.startsWith('aaa')),
  say,
  signal: stopped.signal,
});
say('running');
await stopped.wait(system);
