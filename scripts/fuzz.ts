// `npm run fuzz -- --seconds 60`, or `--count 2000000`: mutated vectors through the RADIUS decoder and the RadSec framing.
// Says how many, how fast, and how much memory it came to; `--seed` repeats a run.
import { parseArgs } from 'node:util';
import { type FuzzReport, fuzz } from '#protocols/radius/fuzzing.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string' }, count: { type: 'string' }, seed: { type: 'string' } },
});
function numberOf(name: 'seconds' | 'count' | 'seed'): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    console.error(`--${name} must be a whole number from 1 on.`);
    process.exit(2);
  }
  return number;
}
const count = numberOf('count');
const seconds = numberOf('seconds') ?? (count === undefined ? 60 : Number.POSITIVE_INFINITY);
const firstSeed = numberOf('seed') ?? Date.now() % 2 ** 31;

const mebibytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20);
const slice = 100_000;
const total = { datagrams: 0, packets: 0, streams: 0, streamedPackets: 0, seconds: 0, slowestMs: 0 };
let warm = 0;
let most = 0;
console.log(`seed ${firstSeed}`);
for (let seed = firstSeed, left = count ?? Number.POSITIVE_INFINITY; left > 0 && total.seconds < seconds; seed++) {
  let report: FuzzReport;
  try {
    report = fuzz({ seed, count: Math.min(slice, left), seconds: seconds - total.seconds });
  } catch (error) {
    console.error(error);
    console.error(`npm run fuzz -- --seed ${seed} --count ${slice} repeats it.`);
    process.exit(1);
  }
  left -= report.datagrams + report.streams;
  for (const key of ['datagrams', 'packets', 'streams', 'streamedPackets', 'seconds'] as const)
    total[key] += report[key];
  total.slowestMs = Math.max(total.slowestMs, report.slowestMs);
  // The first slices make the memory that the rest runs in.
  if (seed === firstSeed + 1) warm = mebibytes();
  most = Math.max(most, mebibytes());
}

const all = total.datagrams + total.streams;
console.log(
  `${all.toLocaleString('en')} mutated vectors in ${total.seconds.toFixed(1)} s: ${Math.round(all / total.seconds).toLocaleString('en')}/s`,
);
console.log(
  `  datagrams  ${total.datagrams.toLocaleString('en')}, of which ${total.packets.toLocaleString('en')} were packets`,
);
console.log(
  `  streams    ${total.streams.toLocaleString('en')}, with ${total.streamedPackets.toLocaleString('en')} packets`,
);
console.log(`  slowest    ${total.slowestMs.toFixed(1)} ms`);
console.log(`  memory     ${warm || most} MiB after the first slices, ${most} MiB at most`);
if (warm > 0 && most > warm + 256) {
  console.error('Memory grew: something is kept of each packet.');
  process.exit(1);
}
