import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, test, vi } from 'vitest';
import config from './vite.config.ts';

/** What a telephone on a poor line may be asked to load before it shows the first page, compressed. */
const limitKb = 150;

test(`the portal shows its first page within ${limitKb} KB, in any language`, { timeout: 60_000 }, async () => {
  // As it is served: React has a larger build for tests.
  vi.stubEnv('NODE_ENV', 'production');
  const built = (await build({
    ...config,
    configFile: false,
    logLevel: 'error',
    build: { ...config.build, write: false },
  })) as Rolldown.RolldownOutput;
  const byName = new Map(built.output.map((part) => [part.fileName, part]));
  const chunks = built.output.filter((part) => part.type === 'chunk');
  const called = (part: RegExp) => {
    const found = chunks.filter((c) => part.test(c.facadeModuleId ?? ''));
    if (found.length === 0) throw new Error(`The build has no part ${part}.`);
    return found;
  };
  const needs = (fileName: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(fileName)) return seen;
    seen.add(fileName);
    const part = byName.get(fileName);
    if (part?.type === 'chunk') for (const next of part.imports) needs(next, seen);
    return seen;
  };
  const sizeOf = (files: Iterable<string>) =>
    [...files].reduce((sum, name) => {
      const part = byName.get(name);
      return sum + (part ? gzipSync(part.type === 'chunk' ? part.code : part.source).length : 0);
    }, 0);
  const styles = built.output.map(({ fileName }) => fileName).filter((name) => name.endsWith('.css'));
  const start = called(/customer-portal\/index\.html$/)[0]!.fileName;
  const home = called(/portal\/ui\/customer\/home-page\.tsx$/)[0]!.fileName;
  const languages = called(/ui\/portal\/words\/\w+\.ts$/).map(({ fileName }) => fileName);
  const total = Math.max(
    ...languages.map((language) => sizeOf(new Set([...needs(start), ...needs(home), language, ...styles]))),
  );
  const heard = `${(total / 1024).toFixed(1)} KB`;
  console.info(`The portal's first page: ${heard} of JavaScript and styles, compressed.`);
  expect(total / 1024, heard).toBeLessThan(limitKb);
  expect(total, 'nothing was measured').toBeGreaterThan(50_000);
});
