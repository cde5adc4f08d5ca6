import type { TestProject } from 'vitest/node';
import { startTestCluster } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The owner's connection to the template database of this run's PostgreSQL. */
    templateUrl: string;
  }
}

/** One PostgreSQL for all files of a run. */
export default async function setup(project: TestProject) {
  const cluster = await startTestCluster();
  project.provide('templateUrl', cluster.ownerUrl);
  return () => cluster.stop();
}
