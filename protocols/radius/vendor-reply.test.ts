import { expect, test } from 'vitest';
import { accessAcceptAttributes, disconnectAttributes, nasVendors, unenforcedLimits } from './vendor-reply.ts';

const speed = { downloadKbps: 50_000, uploadKbps: 10_000 };
const burst = { downloadKbps: 80_000, uploadKbps: 16_000 };

test('what a make cannot be told is said, whatever the plan promises', () => {
  const without = Object.fromEntries(nasVendors.map((vendor) => [vendor, unenforcedLimits(vendor, speed)]));
  expect(without).toEqual({
    mikrotik: [],
    cisco: [],
    huawei: [],
    juniper: ['upload'],
    nokia: [],
    ubiquiti: [],
    generic: [],
  });
  const withBurst = Object.fromEntries(
    nasVendors.map((vendor) => [vendor, unenforcedLimits(vendor, { ...speed, burst })]),
  );
  expect(withBurst).toEqual({
    mikrotik: [],
    cisco: ['burst'],
    huawei: [],
    juniper: ['upload', 'burst'],
    nokia: ['burst'],
    ubiquiti: ['burst'],
    generic: ['burst'],
  });
  expect(unenforcedLimits('juniper', { ...speed, qosProfileName: 'gold' })).toEqual([]);
});

const nokiaId = (subscriberId: string) =>
  accessAcceptAttributes('nokia', { ...speed, interimIntervalSeconds: 300, subscriberId }).find(
    ({ name }) => name === 'Alc-Subsc-ID-Str',
  )?.value;

test('a Nokia subscriber is named as they log in, within 32 characters, and never as another', () => {
  expect(nokiaId('alice@fastfiber')).toBe('alice@fastfiber');
  const longest = 'a'.repeat(32);
  expect(nokiaId(longest)).toBe(longest);
  const long = [`${longest}1`, `${longest}2`, 'zoë@fastfiber', 'zoe@fastfiber'].map((name) => String(nokiaId(name)));
  for (const id of long) expect(id).toMatch(/^[\x21-\x7e]{1,32}$/);
  expect(new Set(long).size).toBe(4);
});

test('a Nokia session whose id is not known is named by what is', () => {
  expect(disconnectAttributes('nokia', { userName: 'alice', framedIpAddress: '10.0.1.7' })).toEqual([
    { name: 'User-Name', value: 'alice' },
    { name: 'Framed-IP-Address', value: '10.0.1.7' },
  ]);
});

test('EdgeOS knows no profiles, so none is named', () => {
  const attributes = accessAcceptAttributes('ubiquiti', {
    ...speed,
    interimIntervalSeconds: 300,
    qosProfileName: 'gold',
  });
  expect(attributes.map(({ name }) => name)).not.toContain('Filter-Id');
});
