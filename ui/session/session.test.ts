import { expect, test } from 'vitest';
import { safeNext } from './session.ts';

test('a sign-in leads only to paths of this app', () => {
  expect(safeNext('/dashboard/network/nas?status=up', '/dashboard')).toBe('/dashboard/network/nas?status=up');
  for (const next of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/login?next=/x',
    'dashboard',
  ]) {
    expect(safeNext(next, '/dashboard')).toBe('/dashboard');
  }
});
