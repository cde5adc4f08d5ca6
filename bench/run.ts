// npm run bench              lists the benchmarks
// npm run bench -- NAME …    runs one: a table for people, then one line of JSON
import { parseArgs } from 'node:util';
import { goFirst } from './aaa/pinned.ts';
import { aaaAcct } from './aaa-acct.ts';
import { aaaAuth } from './aaa-auth.ts';
import { aaaDirectory } from './aaa-directory.ts';
import { aaaStorm } from './aaa-storm.ts';
import { aaaSurvival } from './aaa-survival.ts';
import { apiOverhead } from './api-overhead.ts';
import type { Bench } from './bench.ts';
import { customer360 } from './customer-360.ts';
import { customerList } from './customer-list.ts';
import { ipAllocate } from './ip-allocate.ts';
import { ipMap } from './ip-map.ts';
import { search } from './search.ts';

const benches: Record<string, Bench> = {
  'aaa-auth': aaaAuth,
  'aaa-acct': aaaAcct,
  'aaa-directory': aaaDirectory,
  'aaa-storm': aaaStorm,
  'aaa-survival': aaaSurvival,
  'api-overhead': apiOverhead,
  'customer-360': customer360,
  'customer-list': customerList,
  'ip-allocate': ipAllocate,
  'ip-map': ipMap,
  search,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    duration: { type: 'string', default: '15' },
    runs: { type: 'string', default: '3' },
    subscribers: { type: 'string', default: '10000' },
    'no-baseline': { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
  },
});
const [name] = positionals;
const bench = name === undefined ? undefined : benches[name];
if (!bench) {
  if (name !== undefined) console.error(`There is no benchmark named ${name}.\n`);
  console.log(
    'npm run bench -- NAME [--duration 15] [--runs 3] [--subscribers 10000] [--no-baseline] [--first] [--short]\n\n  --first: what is measured, and what it is compared with, goes before other work of the machine (root)\n  --short: a smoke run on little data; its figures say nothing\n',
  );
  for (const [known, { about }] of Object.entries(benches)) console.log(`  ${known.padEnd(14)} ${about}`);
  process.exit(name === undefined ? 0 : 1);
}
const count = (option: 'duration' | 'runs' | 'subscribers', least: number): number => {
  const value = Number(values[option]);
  if (!Number.isInteger(value) || value < least) {
    console.error(`--${option} is a whole number from ${least} on.`);
    process.exit(1);
  }
  return value;
};
const release = values.first ? goFirst() : undefined;
const { short } = values;
const result = await bench.run({
  duration: short ? 1 : count('duration', 1),
  runs: short ? 1 : count('runs', 1),
  subscribers: short ? 200 : count('subscribers', 100),
  baseline: !short && !values['no-baseline'],
  short,
  say: (line) => console.log(line),
});
release?.();
console.log(JSON.stringify(result));
process.exit(0);
