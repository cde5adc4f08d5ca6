import { describe, expect, it } from 'vitest';
import type { ServerCounters } from '#protocols/radius/counters.ts';
import { newCounters } from '#protocols/radius/counters.ts';
import { readLoad, StormWatch } from './storm-watch.ts';
import { dropsOfSockets } from './system-drops.ts';

function watch() {
  const auth: ServerCounters = newCounters();
  const acct: ServerCounters = newCounters();
  let drops = 0;
  let clock = 0;
  const storm = new StormWatch(
    auth,
    acct,
    () => drops,
    () => clock,
  );
  return {
    auth,
    acct,
    storm,
    lose: (n: number) => {
      drops += n;
    },
    wait: (ms: number) => {
      clock += ms;
    },
  };
}

describe('the storm watch', () => {
  it('says that requests are dropped while they are, and for ten seconds after', () => {
    const { auth, acct, storm, wait } = watch();
    storm.look();
    auth.shed[2] = 5;
    auth.shed[0] = 1;
    acct.shed[2] = 7;
    expect(storm.look()).toMatchObject({ state: 'shedding', shedLogins: [1, 0, 5, 0], shedAccounting: 7 });
    wait(9_000);
    expect(storm.look().state).toBe('shedding');
    wait(1_500);
    expect(storm.look().state).not.toBe('shedding');
    storm.stop();
  });

  it('counts what the system dropped as dropped', () => {
    const { storm, lose } = watch();
    storm.look();
    lose(3);
    expect(storm.look()).toMatchObject({ state: 'shedding', systemDrops: 3 });
    storm.stop();
  });

  it('tells how long requests wait, once, and the other thread the same', () => {
    const { auth, acct, storm } = watch();
    storm.look();
    auth.longestWaitMs = 120;
    acct.longestWaitMs = 420.4;
    auth.queued = 10;
    expect(storm.look()).toMatchObject({ state: 'queueing', queueDelayMs: 420 });
    expect(readLoad(new Float64Array(storm.shared.buffer))).toMatchObject({ state: 'queueing', queueDelayMs: 420 });
    auth.queued = 0;
    expect(storm.look().queueDelayMs).toBeLessThan(420);
    storm.stop();
  });
});

it('reads from the system how many datagrams these sockets lost', () => {
  const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 2431: 0100007F:0714 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1111 2 0000000000000000 41
 2431: 0100007F:0714 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 2222 2 0000000000000000 900
 2432: 0100007F:0715 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 3333 2 0000000000000000 1
`;
  expect(dropsOfSockets(table, new Set([1812, 1813]), new Set(['1111', '3333', '4444']))).toBe(42);
});
