import { describe, expect, it } from 'vitest';
import type { LoadState } from '#modules/network/radius/contract.ts';
import { serverSign, serversSign, worstLoad } from './isp/server-signs.ts';

const now = Date.UTC(2026, 2, 10, 9);
const server = (secondsAgo: number, loadState: LoadState = 'normal', backlogBytes = 0) => ({
  seenAt: new Date(now - secondsAgo * 1000).toISOString(),
  backlogBytes,
  loadState,
});

describe('AAA processes', () => {
  it('are silent after a minute, whatever they last said', () => {
    expect(serverSign(server(61, 'shedding'), now)).toMatchObject({ tone: 'bad', label: 'Silent' });
    expect(serverSign(server(5), now)).toMatchObject({ tone: 'ok' });
    expect(serverSign(server(5, 'normal', 6_000_000), now)).toMatchObject({ label: 'Behind' });
    expect(serverSign(server(5, 'queueing'), now)).toMatchObject({ tone: 'warn', label: 'Queueing' });
  });
  it('count together while they were heard of within a day', () => {
    expect(serversSign([server(5, 'normal', 10), server(600, 'normal', 5), server(90_000)], now)).toEqual({
      all: 2,
      reporting: 1,
      backlogBytes: 15,
    });
  });
  it('are as badly off as the worst that reports', () => {
    const storm = server(5, 'shedding');
    expect(worstLoad([server(5), storm, server(5, 'queueing'), server(600, 'shedding')], now)).toBe(storm);
    expect(worstLoad([server(600)], now)).toBeNull();
  });
});
