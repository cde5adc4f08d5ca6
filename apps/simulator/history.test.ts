import { expect, it } from 'vitest';
import { pastSessions } from './history.ts';

const hour = 3_600_000;

it('tells sessions in order, each with growing counters and a report an hour, up to the end', () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const until = Date.UTC(2026, 2, 10, 9);
  const line = { downloadKbps: 100_000, uploadKbps: 20_000, appetite: 0.5, timeZone: 'Europe/Berlin' };
  const sessions = pastSessions(line, until - 9 * 24 * hour, until, random);
  expect(sessions.length).toBeGreaterThan(5);
  let lastMs = until - 9 * 24 * hour;
  for (const { startedMs, reports } of sessions) {
    expect(startedMs).toBeGreaterThan(lastMs);
    lastMs = startedMs;
    let [down, up] = [0, 0];
    for (const report of reports) {
      expect(report.atMs - lastMs).toBeLessThanOrEqual(hour);
      expect(report.downloadOctets).toBeGreaterThanOrEqual(down);
      expect(report.uploadOctets).toBeGreaterThanOrEqual(up);
      [lastMs, down, up] = [report.atMs, report.downloadOctets, report.uploadOctets];
    }
    expect(down).toBeGreaterThan(0);
    expect(lastMs).toBeLessThanOrEqual(until);
  }
});
