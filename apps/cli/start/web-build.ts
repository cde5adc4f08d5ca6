import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/db/schema-files.ts';
import { AppError } from '#kernel/errors.ts';

export const webApps = ['isp-ops', 'platform-admin', 'customer-portal'] as const;

/** Whatever a page can import. */
const sources = (app: string) => [
  `apps/${app}/**/*`,
  'ui/**/*',
  // Pages, and what they import of a module: its contract, what that is cut into, its rules.
  'modules/**/*',
  'kernel/*.ts',
  'kernel/contract/**/*.ts',
  'package-lock.json',
  'tsconfig.json',
];

function sourceHash(app: string): string {
  const hash = createHash('sha256');
  const files = globSync(sources(app), {
    cwd: projectRoot,
    exclude: ['**/dist/**', '**/*.test.*'],
    withFileTypes: true,
  });
  const names = files.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  for (const name of names.sort()) hash.update(path.relative(projectRoot, name)).update(readFileSync(name));
  return hash.digest('hex');
}

const stampOf = (app: string) => path.join(projectRoot, 'apps', app, 'dist', '.stamp');

function build(app: string, signal: AbortSignal): Promise<void> {
  const vite = path.join(projectRoot, 'node_modules/vite/bin/vite.js');
  if (!existsSync(vite))
    throw new AppError('not_configured', 'The web apps are not built and vite is not installed; run npm ci.');
  const folder = path.join(projectRoot, 'apps', app);
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [vite, 'build', '--config', path.join(folder, 'vite.config.ts'), '--emptyOutDir', '--logLevel', 'warn'],
      {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        signal,
        env: { ...process.env, NODE_ENV: 'production' },
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The web app ${app} does not build:\n${output}`)),
    );
  });
}

/**
 * Builds the web apps whose sources changed since they were built.
 * @param say told before a build begins
 * @param signal ends a build under way
 */
export async function buildWebApps(say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const stale = webApps
    .map((app) => ({ app, hash: sourceHash(app) }))
    .filter(({ app, hash }) => !existsSync(stampOf(app)) || readFileSync(stampOf(app), 'utf8') !== hash);
  if (stale.length > 0) say(`Building the web apps (${stale.map(({ app }) => app).join(', ')}) ...`);
  await Promise.all(
    stale.map(async ({ app, hash }) => {
      await build(app, signal);
      // Written last: a build that was killed is made again.
      writeFileSync(stampOf(app), hash);
    }),
  );
}
