import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** One PostgreSQL for all files of a run. */
const globalSetup = ['kernel/testing/global-setup.ts'];
const folders = ['kernel', 'modules', 'protocols', 'ui', 'apps', 'scripts', 'bench'];

export default defineConfig({
  // The build that Node itself picks, which is the one that the libraries above it get: there may be only one.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] },
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Most of them wait for a database, a socket or a clock.
    maxWorkers: availableParallelism() + 1,
    projects: [
      { extends: true, test: { name: 'imports', include: ['laws/imports.test.ts'] } },
      {
        extends: true,
        test: { name: 'unit', globalSetup, include: folders.map((folder) => `${folder}/**/*.test.{ts,tsx}`) },
      },
      {
        extends: true,
        test: { name: 'laws', globalSetup, include: ['laws/**/*.test.ts'], exclude: ['laws/imports.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          globalSetup: ['e2e/setup.ts'],
          include: ['e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // All share one system, as people do; a browser takes most of a core.
          maxWorkers: Math.max(1, Math.min(2, availableParallelism())),
        },
      },
    ],
  },
});
