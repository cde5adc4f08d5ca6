import { defineConfig } from 'vitest/config';

const folders = ['kernel', 'modules', 'protocols', 'ui', 'apps', 'scripts', 'bench'];

export default defineConfig({
  test: {
    globalSetup: ['kernel/testing/global-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: folders.map((folder) => `${folder}/**/*.test.{ts,tsx}`) } },
      { extends: true, test: { name: 'laws', include: ['laws/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // A journey starts a whole system; two at once would share two cores.
          fileParallelism: false,
        },
      },
    ],
  },
});
