import { describe, expect, it } from 'vitest';
import { compare, type Link, type Ours, type Theirs } from './rules.ts';

const ours = (over: Partial<Ours> = {}): Ours => ({
  kind: 'address',
  id: 'a',
  vrf: '',
  address: '10.0.0.5',
  poolId: 'p',
  description: 'camera',
  status: 'active',
  isInService: false,
  isGone: false,
  ...over,
});
const theirs = (over: Partial<Theirs> = {}): Theirs => ({
  kind: 'address',
  id: 1,
  vrf: '',
  address: '10.0.0.5',
  description: 'camera',
  status: 'active',
  isPool: false,
  poolId: 'p',
  isDelegation: false,
  ...over,
});
const link = (over: Partial<Link> = {}): Link => ({
  kind: 'address',
  ourId: 'a',
  netboxId: 1,
  base: { description: 'camera', status: 'active' },
  ...over,
});
const says = (a: Ours[], b: Theirs[], links: Link[] = []) =>
  compare(a, b, links).map((d) => [d.address, d.action, d.choice]);

describe('a row of ours and one of NetBox', () => {
  it.each([
    ['agree and are tied', {}, {}, [link()], []],
    ['agree and are not tied', {}, {}, [], [['10.0.0.5', 'link', 'apply']]],
    [
      'differ in words, which only we changed',
      { description: 'door' },
      {},
      [link()],
      [['10.0.0.5', 'update_netbox', 'apply']],
    ],
    [
      'differ in words, which only they changed',
      {},
      { description: 'door' },
      [link()],
      [['10.0.0.5', 'update_ours', 'apply']],
    ],
    [
      'differ in words, which both changed',
      { description: 'x' },
      { description: 'y' },
      [link()],
      [['10.0.0.5', 'conflict', 'skip']],
    ],
    ['differ in words and never agreed', { description: 'x' }, {}, [], [['10.0.0.5', 'conflict', 'skip']]],
    [
      'differ in status, which is ours to say',
      { status: 'reserved' },
      {},
      [link()],
      [['10.0.0.5', 'update_netbox', 'apply']],
    ],
    ['differ in that they gave it up', {}, { status: 'deprecated' }, [link()], [['10.0.0.5', 'conflict', 'skip']]],
    ['differ in that we released it', { isGone: true }, {}, [link()], [['10.0.0.5', 'deprecate_netbox', 'apply']]],
    ['agree that it is over', { isGone: true }, { status: 'deprecated' }, [link()], []],
  ] as const)('%s', (_, a, b, links, expected) => {
    expect(says([ours(a)], [theirs(b)], [...links])).toEqual(expected);
  });

  it('belong together by their link even when the address was changed in NetBox, and never by what they are called', () => {
    expect(says([ours()], [theirs({ address: '10.0.0.6' })], [link()])).toEqual([]);
    expect(says([ours()], [theirs({ address: '10.0.0.6', description: 'camera' })])).toEqual([
      ['10.0.0.5', 'create_netbox', 'apply'],
      ['10.0.0.6', 'create_ours', 'apply'],
    ]);
  });

  it('belong together only within one routing table', () => {
    expect(says([ours({ vrf: 'red' })], [theirs()])).toEqual([
      ['10.0.0.5', 'create_netbox', 'apply'],
      ['10.0.0.5', 'create_ours', 'apply'],
    ]);
  });

  it('are one pair: a linked row is not taken by another of the same address', () => {
    const duplicates = [theirs({ id: 1 }), theirs({ id: 2 })];
    const found = compare([ours()], duplicates, [link({ netboxId: 2 })]);
    expect(found.map((d) => [d.action, d.netboxId])).toEqual([['create_ours', 1]]);
  });
});

describe('what only one side has', () => {
  it('is made on the other, a prefix of NetBox only when somebody says so', () => {
    expect(says([ours()], [])).toEqual([['10.0.0.5', 'create_netbox', 'apply']]);
    expect(says([], [theirs()])).toEqual([['10.0.0.5', 'create_ours', 'apply']]);
    expect(says([], [theirs({ kind: 'prefix', address: '10.9.0.0/24', poolId: null })])).toEqual([
      ['10.9.0.0/24', 'create_ours', 'skip'],
    ]);
  });

  it('is left alone when it is no business of ours', () => {
    const foreign = [
      theirs({ poolId: null }),
      theirs({ status: 'dhcp' }),
      theirs({ status: 'slaac' }),
      theirs({ status: 'deprecated' }),
      theirs({ kind: 'prefix', status: 'container' }),
    ];
    expect(says([], foreign)).toEqual([]);
  });

  it('is a conflict when it was tied and NetBox has removed it', () => {
    expect(says([ours()], [], [link()])).toEqual([['10.0.0.5', 'conflict', 'skip']]);
    expect(says([ours({ isGone: true })], [], [link()])).toEqual([]);
  });

  it('is a delegated prefix inside a pool that delegates', () => {
    const row = theirs({ kind: 'prefix', address: '2001:db8:1::/56', isDelegation: true });
    expect(compare([], [row], [])).toMatchObject([{ kind: 'delegation', action: 'create_ours', choice: 'apply' }]);
  });
});
