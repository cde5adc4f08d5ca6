import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atSlot, capacityOf, type PoolType, parseCidr, poolProblems, rangeOf, sizeOf, slotOf } from './rules.ts';

const range = (cidr: string, delegatedLength: number | null = null) => rangeOf({ cidr, delegatedLength });
const problem = (type: PoolType, cidr: string, rest: object = {}) => {
  const [first] = poolProblems({ type, cidr, ...rest });
  return first ? `${first.field}: ${first.message}` : null;
};

describe('size of a pool', () => {
  test.each([
    ['203.0.113.0/24', null, '203.0.113.1', 253],
    ['203.0.113.0/24', null, null, 254],
    ['203.0.113.0/30', null, '203.0.113.1', 1],
    ['203.0.113.0/31', null, null, 2],
    ['203.0.113.0/31', null, '203.0.113.0', 1],
    ['203.0.113.7/32', null, null, 1],
    ['10.0.0.0/8', null, '10.0.0.1', 2 ** 24 - 3],
    ['2001:db8::/120', null, null, 255],
    ['2001:db8::/127', null, null, 2],
    ['2001:db8::/128', null, null, 1],
    ['2001:db8::/64', null, '2001:db8::1', Number.MAX_SAFE_INTEGER - 1],
    ['2001:db8::/32', 56, null, 2 ** 24],
    ['2001:db8::/48', 64, null, 65_536],
    ['2001:db8::/55', 56, null, 2],
  ] as const)('%s handing out /%s with gateway %s holds %d', (cidr, delegated, gateway, size) => {
    expect(sizeOf(range(cidr, delegated), gateway)).toBe(size);
  });
});

test('every place has one address, and the address leads back to the place', () => {
  const prefix = fc.oneof(
    fc.record({ cidr: fc.integer({ min: 8, max: 32 }).map((n) => `10.0.0.0/${n}`), delegated: fc.constant(null) }),
    fc.record({ cidr: fc.integer({ min: 32, max: 128 }).map((n) => `2001:db8::/${n}`), delegated: fc.constant(null) }),
    fc.record({
      cidr: fc.integer({ min: 16, max: 47 }).map((n) => `2000::/${n}`),
      delegated: fc.integer({ min: 48, max: 64 }),
    }),
  );
  fc.assert(
    fc.property(prefix, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), ({ cidr, delegated }, share) => {
      const pool = range(cidr, delegated);
      const slot = Math.floor(share * capacityOf(pool));
      expect(slotOf(pool, atSlot(pool, slot))).toEqual({ slot });
    }),
  );
});

describe('an address that a pool cannot give out', () => {
  const pool = range('203.0.113.0/24');
  test.each([
    ['203.0.113.0', 'is the network address'],
    ['203.0.113.255', 'is the broadcast address'],
    ['203.0.114.1', 'lies outside 203.0.113.0/24'],
    ['2001:db8::1', 'lies outside'],
    ['203.0.113.5/24', 'hands out single addresses'],
    ['203.0.113.05', 'is not an address'],
    ['203.0.113', 'is not an address'],
    ['0xcb007105', 'is not an address'],
    ['nonsense', 'is not an address'],
  ])('%s %s', (address, reason) => {
    const found = slotOf(pool, address);
    expect(found.slot).toBeNull();
    expect('reason' in found && found.reason).toContain(reason);
  });

  test('a prefix must have the delegated length and start where one starts', () => {
    const delegating = range('2001:db8::/32', 56);
    expect(slotOf(delegating, '2001:db8:0:100::/56')).toEqual({ slot: 1 });
    expect(slotOf(delegating, '2001:db8:0:100::')).toEqual({ slot: 1 });
    expect(slotOf(delegating, '2001:db8:0:180::/56').slot).toBeNull();
    expect(slotOf(delegating, '2001:db8:0:100::/60').slot).toBeNull();
  });

  test('the subnet-router anycast address of an IPv6 pool is not given out', () => {
    expect(slotOf(range('2001:db8::/64'), '2001:db8::').slot).toBeNull();
    expect(slotOf(range('2001:db8::/64'), '2001:db8::1')).toEqual({ slot: 0 });
  });
});

describe('a pool is refused', () => {
  test.each([
    ['ipv4_public', '203.0.113.5/24', {}, 'cidr: 203.0.113.5/24 has host bits set; the range is 203.0.113.0/24.'],
    ['ipv4_public', '203.0.113.0/33', {}, 'cidr: Give the range, such as 203.0.113.0/24.'],
    ['ipv4_public', '203.0.113.0', {}, 'cidr: Give the range, such as 203.0.113.0/24.'],
    ['ipv4_private', '10.0.0.0/7', {}, 'cidr: An IPv4 pool is /8 at the widest.'],
    ['ipv4_public', '10.0.0.0/24', {}, 'cidr: This range is private; choose the type "IPv4 private".'],
    ['ipv4_private', '203.0.113.0/24', {}, 'cidr: A private range lies in 10/8, 172.16/12, 192.168/16 or 100.64/10.'],
    ['ipv4_public', '224.0.0.0/8', {}, 'cidr: This range is reserved and cannot be routed to subscribers.'],
    ['ipv4_public', '2001:db8::/64', {}, 'cidr: Give an IPv4 range.'],
    ['ipv6_global', 'fd00::/64', {}, 'cidr: A global IPv6 range lies in 2000::/3.'],
    ['ipv6_ula', '2001:db8::/64', {}, 'cidr: A unique local range lies in fc00::/7.'],
    ['ipv4_public', '203.0.113.0/24', { gateway: '203.0.114.1' }, 'gateway: 203.0.114.1 lies outside 203.0.113.0/24.'],
    ['ipv4_public', '203.0.113.0/24', { gateway: '203.0.113.255' }, 'gateway: 203.0.113.255 is the broadcast address.'],
    [
      'ipv4_public',
      '203.0.113.7/32',
      { gateway: '203.0.113.7' },
      'cidr: Nothing is left to hand out besides the gateway.',
    ],
    ['ipv4_public', '203.0.113.0/24', { dnsServers: ['9.9.9.9', '9.9.9'] }, 'dnsServers.1: 9.9.9 is not an address.'],
    [
      'ipv4_public',
      '203.0.113.0/24',
      { delegatedLength: 56 },
      'delegatedLength: Only a pool of delegated prefixes has this.',
    ],
    ['ipv6_pd', '2001:db8::/56', { delegatedLength: 56 }, "delegatedLength: Must be longer than the pool's own /56."],
    ['ipv6_pd', '2001:db8::/32', {}, 'delegatedLength: Say how long the delegated prefixes are, such as /56.'],
    [
      'ipv6_pd',
      '2001:db8::/32',
      { delegatedLength: 56, gateway: '2001:db8::1' },
      'gateway: A pool of delegated prefixes has no gateway.',
    ],
  ] as const)('%s %s %o', (type, cidr, rest, expected) => {
    expect(problem(type, cidr, rest)).toBe(expected);
  });

  test('one that is right is not', () => {
    expect(
      problem('ipv4_public', '203.0.113.0/24', { gateway: '203.0.113.1', dnsServers: ['9.9.9.9', '2620:fe::fe'] }),
    ).toBeNull();
    expect(problem('ipv4_private', '100.64.0.0/10')).toBeNull();
    expect(problem('ipv6_pd', '2001:db8::/32', { delegatedLength: 56 })).toBeNull();
  });
});

test('an IPv6 group may have leading zeros', () => {
  expect(parseCidr('2001:0db8:0000::/48')?.prefixLength).toBe(48);
});
