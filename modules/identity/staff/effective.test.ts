import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permissionSet } from '#kernel/context.ts';
import { register } from '#kernel/module.ts';
import { modules } from '#modules/list.ts';
import { changesAt, covers, isLastingAdministrator, permissionsNow, type Source } from './effective.ts';
import { notHeld, offeredAt } from './rules.ts';

const catalogue = register(modules).permissions;
const offered = offeredAt(catalogue, 'isp');
const wildcards = [...new Set(offered.flatMap((p) => ['*', `${p.split('.')[0]}.*`, `${p.split(':')[0]}:*`]))];
const entry = fc.constantFrom(...offered, ...wildcards);
const now = Date.parse('2026-03-10T09:00:00Z');
const source: fc.Arbitrary<Source> = fc.record({
  kind: fc.constantFrom('role', 'allow', 'deny'),
  name: fc.constant('any'),
  permissions: fc.array(entry, { minLength: 1, maxLength: 5 }),
  expiresAt: fc.constantFrom(null, '2026-03-10T08:59:59.999Z', '2026-03-10T09:00:00Z', '2026-03-10T09:00:00.001Z'),
});
const sources = fc.array(source, { maxLength: 8 });
const set = (of: readonly Source[]) => permissionSet(permissionsNow(of, now, catalogue, 'isp'));

test('a permission is held exactly when something in force gives it and nothing in force denies it', () => {
  fc.assert(
    fc.property(sources, (all) => {
      const held = set(all);
      const live = all.filter((s) => s.expiresAt === null || Date.parse(s.expiresAt) > now);
      const says = (deny: boolean, p: string) =>
        live.some((s) => (s.kind === 'deny') === deny && s.permissions.some((e) => covers(e, p)));
      for (const p of offered) expect(held.has(p), p).toBe(says(false, p) && !says(true, p));
    }),
    { numRuns: 300 },
  );
});

test('whoever was denied anything holds no wildcard over it, so cannot hand it on by one', () => {
  fc.assert(
    fc.property(sources, entry, (all, wish) => {
      const held = set(all);
      if (notHeld([wish], held).length > 0) return;
      for (const p of offered.filter((name) => covers(wish, name)))
        expect(held.has(p), `${wish} gives ${p}`).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('what ends stops to bind at that very moment', () => {
  const ends = (expiresAt: string | null): Source => ({ kind: 'role', name: 'r', permissions: ['*'], expiresAt });
  expect(set([ends('2026-03-10T09:00:00Z')]).has('customers.customer:read')).toBe(false);
  expect(set([ends('2026-03-10T09:00:00.001Z')]).has('customers.customer:read')).toBe(true);
  expect(changesAt([ends('2026-03-10T10:00:00Z'), ends('2026-03-10T09:30:00Z'), ends(null)], now)).toBe(
    Date.parse('2026-03-10T09:30:00Z'),
  );
  expect(changesAt([ends('2026-03-10T08:00:00Z')], now)).toBe(Infinity);
});

test('an administrator who is denied something, or whose role ends, is none to rely on', () => {
  const all: Source = { kind: 'role', name: 'Administrator', permissions: ['*'], expiresAt: null };
  const deny: Source = { kind: 'deny', name: 'x', permissions: ['billing.invoice:read'], expiresAt: null };
  expect(isLastingAdministrator([all], now)).toBe(true);
  expect(isLastingAdministrator([all, deny], now)).toBe(false);
  expect(isLastingAdministrator([all, { ...deny, expiresAt: '2026-03-10T08:00:00Z' }], now)).toBe(true);
  expect(isLastingAdministrator([{ ...all, expiresAt: '2099-01-01T00:00:00Z' }], now)).toBe(false);
});
