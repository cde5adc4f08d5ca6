import type { DrillNetwork } from './network.ts';
import { check, percentile, type Score, scored } from './score.ts';
import { type Subscribers, sessionOf } from './subscribers.ts';

/** Within it a subscriber's router does not have to ask again. */
const patienceMs = 3000;

/** Everybody dials in at once, as when the power comes back: login, then the start of accounting. */
export async function storm(network: DrillNetwork, subscribers: Subscribers): Promise<Score> {
  const { logins } = network;
  const { tally } = subscribers;
  const began = performance.now();
  let online = 0;
  let lastMs = 0;
  const sessions = logins.map(sessionOf);
  await Promise.all(
    sessions.map(async (session) => {
      if (!(await subscribers.login(session.login))) return;
      if (!(await subscribers.report(session, 'Start'))) return;
      online++;
      lastMs = performance.now() - began;
    }),
  );
  const figures = {
    subscribers: logins.length,
    online,
    seconds: Number((lastMs / 1000).toFixed(3)),
    falseRejects: tally.refused,
    lost: tally.loginsLost + tally.recordsLost,
    p99Ms: Math.round(percentile(tally.loginMs, 0.99)),
    askedAgain: tally.askedAgain,
  };
  await Promise.all(sessions.map((session) => subscribers.report(session, 'Stop')));
  return scored(
    'storm',
    [
      check('everybody online', 40, `${online} of ${logins.length} in ${figures.seconds} s`, online / logins.length),
      check('nobody refused', 30, `${figures.falseRejects} false rejects`, figures.falseRejects === 0),
      check('nothing given up', 10, `${figures.lost} requests never answered`, figures.lost === 0),
      check('answered in time', 10, `99 % of logins within ${figures.p99Ms} ms`, figures.p99Ms < patienceMs),
      check('nobody asked twice', 10, `${figures.askedAgain} retransmissions`, 1 - figures.askedAgain / logins.length),
    ],
    figures,
  );
}
