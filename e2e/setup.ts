import { rmSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startSystem, until } from './system.ts';

/** What a journey needs to know of the system that all of them share. */
export interface SharedSystem {
  isp: string;
  platform: string;
  radiusAuthPort: number;
  radiusAcctPort: number;
  dataDir: string;
  /** For the command line, which then works on this system. */
  env: Record<string, string>;
}
declare module 'vitest' {
  interface ProvidedContext {
    system: SharedSystem;
  }
}

/** Who can be signed in as once the demo's people are there; the last it makes. */
const lastPerson = 'noc@fastfiber.example';

async function demoReady(isp: string): Promise<boolean> {
  const answer = await fetch(`${isp}/api/v1/demo-accounts`);
  const { items } = answer.ok ? ((await answer.json()) as { items: { email: string }[] }) : { items: [] };
  return items.some((account) => account.email === lastPerson);
}

/** One living demo for all journeys: what one of them changes, the others must bear, as people do. */
export default async function setup(project: TestProject) {
  rmSync(path.join(import.meta.dirname, '../test-results'), { recursive: true, force: true });
  const system = await startSystem({
    demo: true,
    env: { DOTMAC_DEMO_SUBSCRIBERS: '40', DOTMAC_OUTGOING_ALLOW: '127.0.0.0/8' },
  });
  await until(() => demoReady(system.isp), 120_000, system.output);
  const { isp, platform, radiusAuthPort, radiusAcctPort, dataDir } = system;
  const env = Object.fromEntries(Object.entries(system.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
  project.provide('system', { isp, platform, radiusAuthPort, radiusAcctPort, dataDir, env });
  return async () => {
    const code = await system.stop();
    if (code !== 0) throw new Error(`The system ended with ${code}:\n${system.output()}`);
  };
}
