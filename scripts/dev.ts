// `npm run dev`: the whole system, with the web apps served by Vite (hot reload) and the server processes started again when
// a file they are made of changes.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import path from 'node:path';
import { stopOnRequest } from '#apps/cli/start/stop.ts';
import { startSystem } from '#apps/cli/start/system.ts';
import { webApps } from '#apps/cli/start/web-build.ts';
import { processes } from '#apps/cli/start.ts';
import { loadConfig } from '#kernel/config.ts';
import { projectRoot } from '#kernel/db/schema-files.ts';
import { AppError } from '#kernel/errors.ts';

const config = loadConfig();
const say = (line: string) => console.log(line);
const stopped = stopOnRequest(say);
try {
  const system = await startSystem({
    config,
    children: (demo) => processes(config.aaaProcesses, demo),
    say,
    signal: stopped.signal,
  });
  say(system.lines.join('\n'));

  for (const app of webApps) {
    const vite = path.join(projectRoot, 'node_modules/vite/bin/vite.js');
    const served = spawn(process.execPath, [vite, '--config', `apps/${app}/vite.config.ts`], {
      cwd: projectRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    process.once('exit', () => served.kill());
  }

  let pending: NodeJS.Timeout | undefined;
  for (const folder of ['kernel', 'modules', 'protocols', 'apps/server', 'apps/simulator', 'apps/demo']) {
    watch(path.join(projectRoot, folder), { recursive: true }, (_, file) => {
      if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return;
      clearTimeout(pending);
      pending = setTimeout(() => {
        say(`${folder}/${file} changed; starting the processes again.`);
        for (const child of system.children) child.restart();
      }, 150);
    });
  }
  await stopped.wait(system);
} catch (error) {
  console.error(error instanceof AppError ? `\n${error.message}\n` : error);
  process.exit(1);
}
