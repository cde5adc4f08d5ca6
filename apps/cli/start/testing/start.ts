// `dotmac start` with a test's process instead of the real ones, and no web apps.
import path from 'node:path';
import { loadConfig } from '#kernel/config.ts';
import { AppError } from '#kernel/errors.ts';
import { stopOnRequest } from '../stop.ts';
import { startSystem } from '../system.ts';

const say = (line: string) => console.log(line);
const stopped = stopOnRequest(say);
try {
  const children = () => [{ name: 'child', file: path.join(import.meta.dirname, 'child.ts') }];
  const system = await startSystem({ config: loadConfig(), children, say, signal: stopped.signal });
  say(`running: ${system.lines.join()}`);
  await stopped.wait(system);
} catch (error) {
  console.error(error instanceof AppError ? error.message : error);
  process.exit(1);
}
