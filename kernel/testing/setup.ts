// Runs before every file of tests. A hook that is registered in another hook never runs, so what helpers have to clean up is
// kept on a list.
import { afterAll, vi } from 'vitest';
import { cleanUp } from './clean-up.ts';

afterAll(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await cleanUp();
});
