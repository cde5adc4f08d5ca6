import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { DuplicateCache } from './duplicate-cache.ts';
import type { Packet } from './packet.ts';
import { encodeRequest } from './request.ts';
import { SharedSecret } from './secret.ts';

const secret = new SharedSecret('testing123');
const limits = { entries: 8, replyOctets: 1, lifetimeMs: 1000 };

function accessRequest(identifier = 1, authenticator: Uint8Array = randomBytes(16), userName = 'alice'): Packet {
  return encodeRequest({
    code: 1,
    identifier,
    authenticator,
    secret,
    attributes: [{ name: 'User-Name', value: userName }],
  });
}

function store(cache: DuplicateCache, packet: Packet, reply: Uint8Array, address = '10.0.0.1', nowMs = 0): number {
  const ticket = cache.add(address, 1645, packet, nowMs);
  const position = cache.reserve(reply.length);
  cache.arena.set(reply, cache.offset(position));
  cache.remember(ticket, position, reply.length);
  return ticket;
}

function recall(cache: DuplicateCache, packet: Packet, address = '10.0.0.1', nowMs = 0): string | undefined {
  const entry = cache.find(address, 1645, packet, nowMs);
  if (entry < 0) return undefined;
  const offset = cache.replyOffset(entry);
  return offset < 0 ? 'in flight' : cache.arena.toString('latin1', offset, offset + cache.replyLength(entry));
}

test('a request is known by address, port, identifier, authenticator and content, each of them', () => {
  const cache = new DuplicateCache(limits);
  const authenticator = randomBytes(16);
  const packet = accessRequest(1, authenticator);
  store(cache, packet, Buffer.from('reply'));
  expect(recall(cache, packet)).toBe('reply');
  expect(recall(cache, packet, '10.0.0.2')).toBeUndefined();
  expect(cache.find('10.0.0.1', 1646, packet, 0)).toBe(-1);
  expect(recall(cache, accessRequest(2, authenticator))).toBeUndefined();
  expect(recall(cache, accessRequest(1))).toBeUndefined();
  expect(recall(cache, accessRequest(1, authenticator, 'alicf'))).toBeUndefined();
});

test('without Message-Authenticator the content is still told apart', () => {
  const cache = new DuplicateCache(limits);
  const plain = (value: string) => {
    const attributes = [{ name: 'User-Name' as const, value }];
    return encodeRequest({
      code: 1,
      identifier: 1,
      authenticator: Buffer.alloc(16),
      secret,
      attributes,
      messageAuthenticator: false,
    });
  };
  store(cache, plain('alice'), Buffer.from('for alice'));
  expect(recall(cache, plain('alice'))).toBe('for alice');
  expect(recall(cache, plain('bobby'))).toBeUndefined();
});

test('a request is in flight until its reply is filed, and unknown again when it got none', () => {
  const cache = new DuplicateCache(limits);
  const packet = accessRequest();
  const ticket = cache.add('10.0.0.1', 1645, packet, 0);
  expect(recall(cache, packet)).toBe('in flight');
  cache.forget(ticket);
  expect(recall(cache, packet)).toBeUndefined();
});

test('a reply is forgotten after its lifetime', () => {
  const cache = new DuplicateCache(limits);
  const packet = accessRequest();
  store(cache, packet, Buffer.from('reply'), '10.0.0.1', 5000);
  expect(recall(cache, packet, '10.0.0.1', 5999)).toBe('reply');
  expect(recall(cache, packet, '10.0.0.1', 6000)).toBeUndefined();
});

test('the oldest entry makes room for the ninth, and its late reply disturbs nobody', () => {
  const cache = new DuplicateCache(limits);
  const packets = Array.from({ length: 9 }, (_, i) => accessRequest(i));
  const late = cache.add('10.0.0.1', 1645, packets[0]!, 0);
  for (const packet of packets.slice(1)) store(cache, packet, Buffer.from(`reply ${packet.identifier}`));
  cache.remember(late, cache.reserve(4), 4);
  cache.forget(late);
  expect(recall(cache, packets[0]!)).toBeUndefined();
  for (const packet of packets.slice(1)) expect(recall(cache, packet)).toBe(`reply ${packet.identifier}`);
});

test('over many laps every reply that is found is the right one, and the newest always is', () => {
  const cache = new DuplicateCache({ entries: 64, replyOctets: 1, lifetimeMs: 1e9 });
  const kept: [Packet, string][] = [];
  let found = 0;
  for (let i = 0; i < 20_000; i++) {
    const packet = accessRequest(i & 255, undefined, `user ${i}`);
    const reply = `${i}:`.padEnd(20 + ((i * 37) % 900), String(i));
    store(cache, packet, Buffer.from(reply, 'latin1'));
    expect(recall(cache, packet)).toBe(reply);
    kept.push([packet, reply]);
    if (kept.length > 100) kept.shift();
    const [older, expected] = kept[(i * 31) % kept.length]!;
    const recalled = recall(cache, older);
    if (recalled === undefined) continue;
    found++;
    expect(recalled).toBe(expected);
  }
  expect(found).toBeGreaterThan(1000);
});

test('requests made to collide in one bucket are still told apart', () => {
  const cache = new DuplicateCache({ ...limits, entries: 2 });
  const [a, b] = [accessRequest(1), accessRequest(2)];
  store(cache, a, Buffer.from('a'));
  store(cache, b, Buffer.from('b'));
  expect([recall(cache, a), recall(cache, b)]).toEqual(['a', 'b']);
});
