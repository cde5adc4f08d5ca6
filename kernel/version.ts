import { readFileSync } from 'node:fs';

/** Of this build, from its package. */
export const productVersion: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).version;
