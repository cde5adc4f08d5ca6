import { expect, it } from 'vitest';
import { likePattern, nasHealth, whyNotDisconnect, whyNotRemove } from './rules.ts';

const now = Date.parse('2026-03-10T09:00:00Z');
const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();
const nas = { lastSeenAt: at(1), lastProblem: null, lastProblemAt: null, liveSessions: 5 };

it.each([
  ['Talking', nas],
  ['Silent', { ...nas, lastSeenAt: at(20) }],
  ['Quiet', { ...nas, lastSeenAt: at(20), liveSessions: 0 }],
  ['Not seen yet', { ...nas, lastSeenAt: null }],
  ['Not believed', { ...nas, lastSeenAt: at(5), lastProblem: 'wrong shared secret', lastProblemAt: at(1) }],
  ['Talking', { ...nas, lastSeenAt: at(1), lastProblem: 'wrong shared secret', lastProblemAt: at(5) }],
])('a NAS is %s', (label, signs) => {
  expect(nasHealth(signs, now).label).toBe(label);
});

it('what cannot be done says why', () => {
  expect(whyNotDisconnect({ stoppedAt: null })).toBeNull();
  expect(whyNotDisconnect({ stoppedAt: at(1) })).toMatch(/over/);
  expect(whyNotRemove({ liveSessions: 1 })).toMatch(/1 live session;/);
});

it('a search takes signs literally', () => {
  expect(likePattern('50%_A\\')).toBe('%50\\%\\_a\\\\%');
});
