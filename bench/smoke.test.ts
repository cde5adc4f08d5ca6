import { execFile, execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';

// Benchmarks are not tests; but one that does not run, or whose answers are wrong, should be noticed before somebody needs it.
vi.setConfig({ testTimeout: 240_000 });
const program = path.join(import.meta.dirname, 'run.ts');
const listed = execFileSync(process.execPath, [program], { encoding: 'utf8' });
const names = [...listed.matchAll(/^ {2}([a-z]+(?:-[a-z\d]+)*) /gm)].map((found) => found[1]!);

const short = (name: string) =>
  new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [program, name, '--short'], { maxBuffer: 16 * 2 ** 20 }, (error, out, err) =>
      error ? reject(new Error(`${out}\n${err}`)) : resolve(out),
    );
  });

describe('a short run', () => {
  it('is there for every benchmark', () => {
    expect(names).toEqual(expect.arrayContaining(['aaa-auth', 'aaa-acct', 'aaa-storm', 'aaa-survival']));
  });

  it.each(names)('of %s ends with a line that says what was measured, every answer right', async (name) => {
    const output = await short(name);
    const result = JSON.parse(output.trim().split('\n').at(-1)!);
    expect(result).toMatchObject({ bench: name, ok: true });
    expect(result.value).toBeGreaterThan(0);
    expect(result.unit).not.toBe('');
  });
});
