// Loads a snapshot into an empty directory, as a RADIUS process does that starts without the database; prints what that took.
import { envelopeSecrets } from '#kernel/secrets.ts';
import { Directory } from '#modules/network/radius/aaa/directory.ts';
import { Snapshot } from '#modules/network/radius/aaa/snapshot.ts';

const [folder, key] = process.argv.slice(2);
const rss = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss;
};
const before = rss();
const directory = new Directory();
const begin = performance.now();
const snapshot = new Snapshot(folder!, envelopeSecrets(Buffer.from(key!, 'hex')), (error) => {
  throw error;
});
await snapshot.load(directory);
const seconds = (performance.now() - begin) / 1000;
console.log(
  JSON.stringify({ seconds, logins: directory.accountCount, bytes: rss() - before, isComplete: directory.isComplete }),
);
