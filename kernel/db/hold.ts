import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Never longer, whatever becomes of the one who holds it. */
const longestHoldMs = 10 * 60_000;
const fileOf = (dataDir: string) => path.join(dataDir, 'database.held');

/**
 * Has the supervisor leave the embedded server down when it ends, for an exercise: at most so long, and until the hold is
 * released. @returns releases it
 */
export function holdDatabase(dataDir: string, forMs: number): () => void {
  const file = fileOf(dataDir);
  writeFileSync(file, `${Date.now() + Math.min(forMs, longestHoldMs)}\n`);
  return () => rmSync(file, { force: true });
}

/** Whether the server is to stay down for now. */
export function isDatabaseHeld(dataDir: string): boolean {
  try {
    const leftMs = Number(readFileSync(fileOf(dataDir), 'utf8')) - Date.now();
    return leftMs > 0 && leftMs <= longestHoldMs;
  } catch {
    return false;
  }
}
