// `npm test`: everything that must hold, in stages, the fastest first; stops at the first that fails. Names of stages as
// arguments run only those: `npm test -- types unit`; `benches` runs by its name alone.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/db/schema-files.ts';
import { unpackFreeRadius } from '#modules/network/freeradius/testing.ts';

interface Stage {
  name: string;
  about: string;
  /** Run when it is named, and not otherwise. */
  onDemand?: boolean;
  /** Exit code, or a sentence that says why there was nothing to do. */
  run(): number | string;
}

const ci = Boolean(process.env['CI']);

/** Runs a program of this project, showing what it says. */
function tool(name: string, ...args: string[]): number {
  const { status, error } = spawnSync(path.join(projectRoot, 'node_modules/.bin', name), args, {
    cwd: projectRoot,
    stdio: 'inherit',
  });
  if (error) console.error(error.message);
  return status ?? 1;
}

const onPath = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;

/** Programs of others that protocol tests speak to, by the Debian package that has them. */
const peers: Record<string, string> = {
  radclient: 'freeradius-utils',
  radsecproxy: 'radsecproxy',
  ocserv: 'ocserv',
  openconnect: 'openconnect',
};

/** Tests that need a peer which is missing skip, and say so. */
function getPeers(): number | string {
  const installed = installPeers();
  const problem = unpackFreeRadius();
  return problem === undefined
    ? installed
    : `${installed === 0 ? '' : `${installed}; `}FreeRADIUS could not be unpacked (${problem}): tests against it will be skipped`;
}

function installPeers(): number | string {
  const wanted = Object.keys(peers).filter((program) => !onPath(program));
  if (wanted.length === 0) return `${Object.keys(peers).join(', ')} are there`;
  const skipped = `tests against ${wanted.join(', ')} will be skipped`;
  const packages = wanted.map((program) => peers[program]!);
  if (process.getuid?.() !== 0 || !onPath('apt-get'))
    return `${wanted.join(', ')} missing, and this user cannot install ${packages.join(', ')}: ${skipped}`;
  const quiet = {
    stdio: ci ? ('inherit' as const) : ('ignore' as const),
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  // Their services are not wanted, only their programs: an exit of 101 keeps them from being started.
  const policy = '/usr/sbin/policy-rc.d';
  const made = !existsSync(policy);
  if (made) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    spawnSync('apt-get', ['update', '-qq'], quiet);
    const { status } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
    return status === 0 ? 0 : `${packages.join(', ')} could not be installed: ${skipped}`;
  } finally {
    if (made) rmSync(policy);
  }
}

const stages: Stage[] = [
  { name: 'peers', about: 'programs of others to test against', run: getPeers },
  { name: 'types', about: 'TypeScript', run: () => tool('tsc', '--noEmit', '-p', '.') },
  { name: 'lint', about: 'Biome', run: () => tool('biome', ci ? 'ci' : 'check') },
  { name: 'imports', about: 'import law', run: () => tool('vitest', 'run', '--project', 'imports') },
  {
    name: 'schema',
    about: 'migrations say what the tables say',
    run: () => tool('node', 'scripts/db-rebase.ts', '--check'),
  },
  {
    name: 'unit',
    about: 'units, services on a real database, laws',
    run: () => tool('vitest', 'run', '--project', 'unit', '--project', 'laws'),
  },
  {
    name: 'e2e',
    about: 'journeys in a real browser',
    run: () =>
      globSync('e2e/**/*.test.ts', { cwd: projectRoot }).length > 0
        ? tool('vitest', 'run', '--project', 'e2e')
        : 'there are no journeys',
  },
  {
    // Benchmarks are no part of the product; the build server asks for this one by its name.
    name: 'benches',
    about: 'a short run of every benchmark',
    onDemand: true,
    run: () => tool('vitest', 'run', '--project', 'benches'),
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !stages.some((stage) => stage.name === name));
if (unknown) {
  console.error(`There is no stage "${unknown}"; there are ${stages.map((stage) => stage.name).join(', ')}.`);
  process.exit(2);
}

const lines: string[] = [];
const line = (mark: string, stage: Stage, rest: string) =>
  lines.push(`  ${mark} ${stage.name.padEnd(8)} ${rest.padStart(8)}   ${stage.about}`);
const startedAt = performance.now();
let failed: Stage | undefined;
for (const stage of stages.filter(({ name, onDemand }) => (wanted.length === 0 ? !onDemand : wanted.includes(name)))) {
  if (failed) {
    line(' ', stage, 'not run');
    continue;
  }
  console.log(`\n── ${stage.name}: ${stage.about}`);
  const from = performance.now();
  const outcome = stage.run();
  const seconds = `${((performance.now() - from) / 1000).toFixed(1)} s`;
  if (typeof outcome === 'string') {
    console.log(outcome);
    line('-', stage, seconds);
  } else {
    line(outcome === 0 ? '✓' : '✗', stage, seconds);
    if (outcome !== 0) failed = stage;
  }
}
console.log(`\n${lines.join('\n')}\n`);
console.log(
  `${failed ? `Failed at ${failed.name}` : 'All passed'} after ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`,
);
process.exit(failed ? 1 : 0);
