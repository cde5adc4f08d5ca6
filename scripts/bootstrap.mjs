// Entry of `npm start`, `npm test` and `npm run dev`. Runs on any Node from 20 on and uses nothing but Node: it installs what
// is missing and hands over to the Node that the project brings.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { nodeEnv } from './node-env.mjs';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const inModules = (...parts) => path.join(root, 'node_modules', ...parts);
const ownNode = inModules('.bin', 'node');
const targets = { start: 'apps/cli/main.ts', dev: 'scripts/dev.ts', test: 'scripts/test.ts' };

function fail(sentence) {
  console.error(`\n${sentence}\n`);
  process.exit(1);
}

function npm(args) {
  // npm tells its scripts where it is, so that the same npm is used and none need be on the path.
  const [file, first] = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  return spawnSync(file, [...first, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Is everything that package-lock.json names in node_modules? npm keeps a lock of what is there. */
function isInstalled() {
  try {
    const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
    const there = read(inModules('.package-lock.json'));
    const wanted = Object.entries(read(path.join(root, 'package-lock.json')));
    return (
      existsSync(ownNode) &&
      wanted.every(([at, { version, optional }]) => at === '' || (there[at] ? there[at].version === version : optional))
    );
  } catch {
    return false;
  }
}

const nodeRuns = () => spawnSync(ownNode, ['--version']).status === 0;

function install() {
  if (isInstalled()) return;
  console.log(
    `${existsSync(inModules()) ? 'The dependencies have changed; installing them' : 'Installing the dependencies (once)'} ...`,
  );
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  let { status, error, signal } = npm(['ci', ...quiet]);
  if (signal) process.exit(130);
  if (error) fail(`npm could not be started (${error.message}); install npm and try again.`);
  // A registry that lacks the packages of other platforms makes `ci` refuse a lock file that is right for this one.
  if (status !== 0) ({ status } = npm(['install', '--no-save', ...quiet]));
  if (status !== 0) fail('The dependencies could not be installed; what npm says above has to be put right first.');
  // npm settings may forbid install scripts altogether; Node and PostgreSQL are unpacked by theirs.
  if (!nodeRuns()) npm(['rebuild', '--ignore-scripts=false', ...quiet]);
  if (!nodeRuns())
    fail(
      `There is no working Node in node_modules for ${process.platform}-${process.arch}; allow the install script of the package "node" and run npm ci.`,
    );
}

/** `npx dotmac` finds commands of dependencies; this makes it find our own. */
function linkCommand() {
  const link = inModules('.bin', 'dotmac');
  if (existsSync(link)) return;
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync('../../apps/cli/dotmac.mjs', link);
}

const [target, ...args] = process.argv.slice(2);
if (!(target in targets)) fail(`Say one of: ${Object.keys(targets).join(', ')}.`);
if (Number.parseInt(process.versions.node, 10) < 20)
  fail(`Node ${process.versions.node} is too old to begin with; any Node from 20 on will do.`);
install();
linkCommand();

const command = target === 'start' ? ['start', ...args] : args;
const child = spawn(ownNode, [path.join(root, targets[target]), ...command], {
  cwd: root,
  // Over the channel the child learns when this process is killed.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, ...nodeEnv(), PATH: `${inModules('.bin')}${path.delimiter}${process.env.PATH ?? ''}` },
});
// Ctrl-C reaches the child by itself; this process waits for it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
child.on('error', (error) => fail(`Node could not be started: ${error.message}`));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
