import { readdirSync, readFileSync } from 'node:fs';

/** One `case` of a vector file: its title and its lines, each a verb and what follows it. See vectors/radius/README.md. */
export interface VectorCase {
  readonly file: string;
  readonly title: string;
  readonly steps: readonly (readonly [verb: string, argument: string])[];
}

const folder = new URL('../../vectors/radius/', import.meta.url);

/** Every case of every vector file; the tests and the fuzzer start from these. */
export function readVectors(): VectorCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .flatMap((file) => parseVectors(file, readFileSync(new URL(file, folder), 'utf8')));
}

function parseVectors(file: string, text: string): VectorCase[] {
  const cases: { file: string; title: string; steps: [string, string][] }[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, verb = '', argument = ''] = /^(\S*)\s*(.*)$/.exec(line) ?? [];
    const current = cases.at(-1);
    if (verb === 'case') cases.push({ file, title: argument, steps: [] });
    else if (current === undefined) throw new Error(`${file}: a line before the first case: ${line}`);
    else if (verb !== '') current.steps.push([verb, argument]);
    else {
      const last = current.steps.at(-1);
      if (last === undefined) throw new Error(`${file}: nothing to continue: ${line}`);
      last[1] += ` ${argument}`;
    }
  }
  return cases;
}

/** Octets from pairs of hex digits; `00*16` repeats one, `-` is none. */
export function octetsOfHex(text: string): Buffer {
  if (text.trim() === '-') return Buffer.alloc(0);
  return Buffer.concat(
    text
      .trim()
      .split(/\s+/)
      .map((token) => {
        const [, digits = '', times = '1'] = /^((?:[\da-f]{2})+)(?:\*(\d+))?$/.exec(token) ?? [];
        if (digits === '') throw new Error(`Not hex: ${token}`);
        return Buffer.concat(new Array<Buffer>(Number(times)).fill(Buffer.from(digits, 'hex')));
      }),
  );
}
