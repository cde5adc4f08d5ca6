#!/usr/bin/env node
// `npx dotmac`: runs the command line with the Node that the project brings.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeEnv } from '../../scripts/node-env.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const ownNode = path.join(root, 'node_modules/.bin/node');
if (!existsSync(ownNode)) {
  console.error('The dependencies are not installed; run npm ci, or npm start, first.');
  process.exit(1);
}
const child = spawn(ownNode, [path.join(root, 'apps/cli/main.ts'), ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, ...nodeEnv() },
});
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
