import path from 'node:path';
import { Command } from 'commander';
import { loadConfig } from '#kernel/config.ts';
import { projectRoot } from '#kernel/db/schema-files.ts';
import type { ChildSpec } from './start/child.ts';
import { stopOnRequest } from './start/stop.ts';
import { startSystem } from './start/system.ts';
import { buildWebApps } from './start/web-build.ts';

const program = (name: string, file: string): ChildSpec => ({ name, file: path.join(projectRoot, 'apps', file) });

/** The processes of one machine. `aaa` stands alone, so that nothing the API does can delay a login. */
export const processes = (aaaProcesses: number, demo: boolean): ChildSpec[] => [
  program('server', 'server/main.ts'),
  program('aaa', 'server/aaa.ts'),
  ...Array.from({ length: aaaProcesses - 1 }, (_, i) => ({
    ...program(`aaa-${i + 2}`, 'server/aaa.ts'),
    env: { DOTMAC_AAA_PROCESS: String(i + 2) },
  })),
  ...(demo ? [program('simulator', 'simulator/main.ts')] : []),
];

/** Whom to enter as; the password opens nothing outside the demo. */
const demoLines = (ispUrl: string) => `
  Enter the consoles as  admin@fastfiber.example, care@, billing@ or noc@; admin@hillwireless.example; operator@dotmac.example
  and the portal as      C-000001 at ${ispUrl}/customer-portal?provider=fastfiber
  with the password      demo-dotmac-demo          (all: npx dotmac demo accounts)
`;

export const start = new Command('start')
  .description(
    'start the whole system on this machine: database, web, workers, RADIUS; with the demo also its simulated networks',
  )
  .addHelpText('after', '\nStops with Ctrl-C. The settings are environment variables; `npx dotmac config` lists them.')
  .action(async () => {
    const startedAt = performance.now();
    const config = loadConfig();
    const say = (line: string) => console.log(line);
    const stopped = stopOnRequest(say);
    const system = await startSystem({
      config,
      children: (demo) => processes(config.aaaProcesses, demo),
      meanwhile: (signal) => buildWebApps(say, signal),
      say,
      signal: stopped.signal,
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    say(`
DotMac is running (started in ${seconds} s)${system.demo ? ', with the demo' : ''}.

  ISP console        ${config.ispUrl}
  Platform console   ${config.platformUrl}
  RADIUS             ${config.host}, UDP ${config.radiusAuthPort} (authentication) and ${config.radiusAcctPort} (accounting)${config.radsec ? `, RadSec TCP ${config.radsec.port}` : ''}
${system.lines.map((line) => `\n  ${line}`).join('')}${system.demo ? demoLines(config.ispUrl) : ''}
  Ctrl-C stops it.
`);
    await stopped.wait(system);
  });
