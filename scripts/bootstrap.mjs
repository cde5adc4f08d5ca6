// Entry of `npm start`, `npm test` and `npm run dev`. Runs on any Node from 20 on and uses nothing but Node: it installs what
// is missing and hands over to the Node that the project brings.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const inModules = (...parts) => path.join(root, 'node_modules', ...parts);
const ownNode = inModules('.bin', 'node');
const stampFile = inModules('.dotmac-install');
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

function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : '';
  if (installed === wanted && existsSync(ownNode)) return;
  console.log(
    installed ? 'The dependencies have changed; installing them ...' : 'Installing the dependencies (once) ...',
  );
  const { status, error } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (error) fail(`npm could not be started (${error.message}); install npm and try again.`);
  if (status !== 0) fail('npm ci failed; what it says above has to be put right first.');
  // npm settings may forbid install scripts altogether; these two packages are unpacked by theirs.
  if (spawnSync(ownNode, ['--version']).status !== 0)
    npm(['rebuild', '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error']);
  if (spawnSync(ownNode, ['--version']).status !== 0)
    fail(
      `There is no working Node in node_modules for ${process.platform}-${process.arch}; allow the install script of the package "node" and run npm ci.`,
    );
  writeFileSync(stampFile, `${wanted}\n`);
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
  env: { ...process.env, PATH: `${inModules('.bin')}${path.delimiter}${process.env.PATH ?? ''}` },
});
// Ctrl-C reaches the child by itself; this process waits for it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
child.on('error', (error) => fail(`Node could not be started: ${error.message}`));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
