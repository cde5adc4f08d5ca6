import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { nodeEnv } from './scripts/node-env.mjs';

// For the workers, and for the processes that tests start.
Object.assign(process.env, nodeEnv());

/** One PostgreSQL for all files of a run. */
const globalSetup = ['kernel/testing/global-setup.ts'];
const folders = ['kernel', 'modules', 'protocols', 'ui', 'apps', 'scripts'];

/** Files that take longest begin first, so that none of them is left for the end, when the other workers have nothing to do. */
const long = [
  'provisioning/crash',
  'freeradius/both-engines',
  'start/system',
  'drill/drill',
  'radius/coa',
  'main-job',
  'e2e/pages',
  'bandwidth-and-quota',
  'e2e/tenant-portal',
  'e2e/platform-admin',
  'e2e/ipam',
];
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = long.findIndex((name) => moduleId.includes(name));
      return at < 0 ? long.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  // The build that Node itself picks, which is the one that the libraries above it get: there may be only one.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] },
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Most of them wait for a database, a socket or a clock.
    maxWorkers: availableParallelism() + 1,
    // Processes are killed, networks fall silent and clocks run in some of these; a test that needed a second run is named.
    retry: process.env['CI'] ? 1 : 0,
    sequence: { sequencer: LongFirst },
    projects: [
      { extends: true, test: { name: 'imports', include: ['laws/imports.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'unit',
          globalSetup,
          setupFiles: ['kernel/testing/setup.ts'],
          // What they import is most of what a short test does; each has a database of its own.
          isolate: false,
          include: folders.map((folder) => `${folder}/**/*.test.{ts,tsx}`),
        },
      },
      {
        extends: true,
        test: {
          name: 'laws',
          globalSetup,
          setupFiles: ['kernel/testing/setup.ts'],
          isolate: false,
          include: ['laws/**/*.test.ts'],
          exclude: ['laws/imports.test.ts'],
        },
      },
      { extends: true, test: { name: 'benches', include: ['bench/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'e2e',
          globalSetup: ['e2e/setup.ts'],
          include: ['e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // All share one system, as people do, and wait for it half of the time.
          maxWorkers: availableParallelism() + 1,
        },
      },
    ],
  },
});
