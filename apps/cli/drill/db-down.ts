import { setTimeout as sleep } from 'node:timers/promises';
import type { Kernel } from '#kernel/kernel.ts';
import { type DrillNetwork, sessionsOf } from './network.ts';
import { check, type Score, scored } from './score.ts';
import { type Subscribers, sessionOf } from './subscribers.ts';

/** How the database is taken away, and given back. */
export interface Outage {
  begin(): Promise<void>;
  end(): Promise<void>;
}

const bytesPerReport = 1_234_567;
const secondsBetweenReports = 1;
const settleMs = 60_000;

async function databaseAnswers(kernel: Kernel): Promise<boolean> {
  return kernel.pools.system.query('select 1').then(
    () => true,
    () => false,
  );
}

/**
 * Everybody is online and keeps logging in and reporting while the database is away for so long. Afterwards it must hold
 * every acknowledged octet, once.
 */
export async function dbDown(
  kernel: Kernel,
  network: DrillNetwork,
  subscribers: Subscribers,
  outage: Outage,
  seconds: number,
  say: (line: string) => void,
): Promise<Score> {
  const { tally } = subscribers;
  const sessions = network.logins.map((login) => ({ ...sessionOf(login), reported: 0 }));
  let running = true;
  const lives = sessions.map(async (session, i) => {
    await sleep((i / sessions.length) * secondsBetweenReports * 1000);
    await subscribers.login(session.login);
    await subscribers.report(session, 'Start');
    while (running) {
      await sleep(secondsBetweenReports * 1000);
      await subscribers.login(session.login);
      const round = session.reported + 1;
      if (await subscribers.report(session, 'Interim-Update', round, round * bytesPerReport)) session.reported = round;
    }
  });
  await sleep(3000);
  const before = tally.accepted;
  await outage.begin();
  const left = !(await databaseAnswers(kernel));
  say(left ? 'The database is away; logins and reports go on.' : 'The database still answers.');
  await sleep(seconds * 1000);
  const during = tally.accepted - before;
  await outage.end();
  for (let waited = 0; !(await databaseAnswers(kernel)); waited += 250) {
    if (waited >= settleMs) break;
    await sleep(250);
  }
  say('The database is back.');
  await sleep(2000);
  running = false;
  await Promise.all(lives);
  await Promise.all(
    sessions.map((session) =>
      subscribers.report(session, 'Stop', session.reported + 1, session.reported * bytesPerReport),
    ),
  );

  const expected = sessions.reduce((sum, { reported }) => sum + reported, 0) * bytesPerReport;
  let found = await sessionsOf(kernel, network.nasId);
  for (let waited = 0; (found.bytes !== expected || found.live > 0) && waited < settleMs; waited += 250) {
    await sleep(250);
    found = await sessionsOf(kernel, network.nasId);
  }
  const figures = {
    subscribers: sessions.length,
    seconds,
    loginsDuringOutage: during,
    falseRejects: tally.refused,
    loginsLost: tally.loginsLost,
    recordsNotAcknowledged: tally.recordsLost,
    expectedBytes: expected,
    foundBytes: found.bytes,
    sessions: found.sessions,
  };
  return scored(
    'db-down',
    [
      check('the database was away', 10, left ? `${seconds} s` : 'it answered all the time', left),
      check('logins went on', 30, `${during} let in meanwhile`, during >= sessions.length),
      check(
        'nobody refused or left without an answer',
        30,
        `${tally.refused} refused, ${tally.loginsLost + tally.recordsLost} not answered`,
        tally.refused + tally.loginsLost + tally.recordsLost === 0,
      ),
      check(
        'every octet accounted for once',
        30,
        `${found.bytes.toLocaleString('en')} of ${expected.toLocaleString('en')} bytes in ${found.sessions} sessions`,
        found.bytes === expected && found.sessions === sessions.length,
      ),
    ],
    figures,
  );
}
