import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Identity,
  type Merged,
  merge,
  presumeStopped,
  type Report,
  type Session,
  type UsageSink,
} from './merge.ts';

const identity: Identity = { tenantId: 't', nasId: 'n', accountId: 'a', username: 'u', acctSessionId: 's' };
const t0 = Date.UTC(2026, 2, 1, 8, 0, 0);
const hour = 3_600_000;

function report(status: Report['status'], atSeconds: number, more: Partial<Report> = {}): Report {
  return {
    status,
    atMs: t0 + atSeconds * 1000,
    seconds: status === 'start' ? undefined : atSeconds,
    downloadBytes: undefined,
    uploadBytes: undefined,
    wraps: false,
    terminateCause: null,
    nasPortId: null,
    callingStationId: null,
    framedIpAddress: null,
    framedIpv6Prefix: null,
    delegatedIpv6Prefix: null,
    ...more,
  };
}
const interim = (at: number, down: number, more: Partial<Report> = {}) =>
  report('interim-update', at, { downloadBytes: down, uploadBytes: down / 10, ...more });
const stopped = (at: number, down: number) =>
  report('stop', at, { downloadBytes: down, uploadBytes: down / 10, terminateCause: 'User-Request' });

class Sums implements UsageSink {
  readonly totals = new Map<number, number>();
  readonly accounts = new Map<number, number>();
  total(_: Session, hourMs: number, down: number) {
    this.totals.set(hourMs, (this.totals.get(hourMs) ?? 0) + down);
  }
  account(_: Session, hourMs: number, down: number) {
    this.accounts.set(hourMs, (this.accounts.get(hourMs) ?? 0) + down);
  }
  readonly sum = () => [...this.totals.values()].reduce((a, b) => a + b, 0);
  readonly accountSum = () => [...this.accounts.values()].reduce((a, b) => a + b, 0);
}

function play(reports: Report[]) {
  const usage = new Sums();
  let session: Session | undefined;
  const retired: Session[] = [];
  let ids = 0;
  for (const r of reports) {
    const merged: Merged = merge(session, identity, 'key', r, () => `id${++ids}`, usage);
    if (merged.retired) retired.push(merged.retired);
    session = merged.session;
  }
  return { session: session!, retired, usage };
}

describe('merging accounting records', () => {
  it('follows a session from start to stop, counting by the hour', () => {
    const { session, usage } = play([
      report('start', 0),
      interim(1800, 1000),
      interim(3600, 5000),
      stopped(5400, 9000),
    ]);
    expect(session).toMatchObject({
      startedAtMs: t0,
      stoppedAtMs: t0 + 5400_000,
      stopPresumed: false,
      terminateCause: 'User-Request',
      downloadBytes: 9000,
      uploadBytes: 900,
      sessionSeconds: 5400,
      downloadBps: 0,
    });
    expect([...usage.totals]).toEqual([
      [t0, 1000],
      [t0 + hour, 8000],
    ]);
    expect([...usage.accounts]).toEqual([
      [t0, 1000],
      [t0 + hour, 8000],
    ]);
  });

  it('gives the mean rate of the last interval', () => {
    const { session } = play([report('start', 0), interim(300, 3_000_000), interim(600, 3_000_000 + 37_500_000)]);
    expect(session.downloadBps).toBe(1_000_000);
  });

  it('knows when a session began although its Start was lost', () => {
    expect(play([interim(900, 10)]).session.startedAtMs).toBe(t0);
  });

  it('never counts twice and never goes back, in whatever order and however often records come', () => {
    const records = [
      report('start', 0),
      interim(300, 1000),
      interim(600, 5000),
      interim(900, 5000),
      interim(1200, 80_000),
      stopped(1300, 90_000),
    ];
    fc.assert(
      fc.property(fc.array(fc.nat(records.length - 1), { minLength: 1, maxLength: 40 }), (order) => {
        const { session, retired, usage } = play(order.map((i) => records[i]!));
        const most = Math.max(...order.map((i) => records[i]!.downloadBytes ?? 0));
        expect(retired).toEqual([]);
        expect(session.downloadBytes).toBe(most);
        expect(usage.sum()).toBe(most);
        expect(usage.accountSum() + session.usageDownloadBytes).toBe(most);
        expect(session.stoppedAtMs === null).toBe(!order.includes(5));
        expect(session.startedAtMs).toBe(t0);
      }),
    );
  });

  it('counts what one gigabit does between two reports with Gigawords', () => {
    const { usage } = play([interim(300, 3 * 2 ** 32 + 5), interim(600, 20 * 2 ** 32 + 7)]);
    expect(usage.sum()).toBe(20 * 2 ** 32 + 7);
  });

  it('carries on over 4 GiB where the NAS knows no Gigawords', () => {
    const { session, usage } = play([
      interim(300, 4_000_000_000, { wraps: true }),
      interim(600, 1_000_000, { wraps: true }),
      interim(600, 1_000_000, { wraps: true }),
      interim(300, 4_000_000_000, { wraps: true }),
      interim(900, 2_000_000, { wraps: true }),
    ]);
    expect(session.downloadBytes).toBe(2 ** 32 + 2_000_000);
    expect(usage.sum()).toBe(2 ** 32 + 2_000_000);
  });

  it('keeps two sessions apart when a restarted NAS uses an id again', () => {
    const { session, retired, usage } = play([
      report('start', 0),
      interim(600, 5000),
      interim(4000, 700, { seconds: 300 }),
    ]);
    expect(retired).toHaveLength(1);
    expect(retired[0]).toMatchObject({
      id: 'id1',
      acctKey: 'id1',
      stoppedAtMs: t0 + 600_000,
      stopPresumed: true,
      downloadBytes: 5000,
    });
    expect(session).toMatchObject({
      id: 'id2',
      acctKey: 'key',
      startedAtMs: t0 + 3_700_000,
      downloadBytes: 700,
      stoppedAtMs: null,
    });
    expect(usage.sum()).toBe(5700);
  });

  it('takes a Start long after the Stop for another session, and one right after it for a straggler', () => {
    expect(play([report('start', 0), stopped(100, 10), report('start', 5)]).retired).toEqual([]);
    expect(play([report('start', 0), stopped(100, 10), report('start', 500)]).session).toMatchObject({
      id: 'id2',
      stoppedAtMs: null,
    });
  });

  it('does not lose a session to a clock that jumps', () => {
    const { session, retired, usage } = play([
      report('start', 0),
      interim(300, 1000),
      interim(600, 2000, { atMs: t0 + 90_000_000 }),
      interim(900, 3000),
    ]);
    expect(retired).toEqual([]);
    expect(session).toMatchObject({ downloadBytes: 3000, stoppedAtMs: null });
    expect(usage.sum()).toBe(3000);
  });

  it('brings a session back that was only presumed to be over', () => {
    const usage = new Sums();
    const { session } = merge(undefined, identity, 'key', interim(300, 1000), () => 'id', usage);
    presumeStopped(session, t0 + 400_000, 'NAS fell silent', usage);
    expect(session).toMatchObject({ stoppedAtMs: t0 + 400_000, stopPresumed: true });
    merge(session, identity, 'key', interim(200, 500), () => 'other', usage);
    expect(session.stoppedAtMs).toBe(t0 + 400_000);
    merge(session, identity, 'key', interim(600, 3000), () => 'other', usage);
    expect(session).toMatchObject({ id: 'id', stoppedAtMs: null, terminateCause: null, downloadBytes: 3000 });
    expect(usage.sum()).toBe(3000);
  });

  it('gives a session a real end after a presumed one', () => {
    const usage = new Sums();
    const { session } = merge(undefined, identity, 'key', interim(300, 1000), () => 'id', usage);
    presumeStopped(session, t0 + 400_000, 'NAS restarted', usage);
    merge(session, identity, 'key', stopped(390, 1500), () => 'other', usage);
    expect(session).toMatchObject({ stopPresumed: false, terminateCause: 'User-Request', downloadBytes: 1500 });
    expect(usage.accountSum()).toBe(1500);
  });
});
