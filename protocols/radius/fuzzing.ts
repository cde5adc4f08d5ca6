import assert from 'node:assert/strict';
import { refusalOf } from './acceptance.ts';
import { readAccessLine } from './access-line.ts';
import { readAccounting } from './accounting.ts';
import { AttributeError, decodeAttributes, encodeAttributes } from './attributes.ts';
import { authenticate } from './auth.ts';
import { signRequest } from './authenticators.ts';
import { readDynamicAuthReply, readSessionSelectors } from './dynamic-auth.ts';
import { decodePacket, MAX_PACKET_OCTETS, MIN_PACKET_OCTETS, Packet } from './packet.ts';
import { PacketStream } from './packet-stream.ts';
import { bareReply, encodeReply } from './reply.ts';
import { SharedSecret } from './secret.ts';
import { formatAttribute, parseAttribute } from './text.ts';
import { octetsOfHex, readVectors } from './vector-file.ts';

const secret = new SharedSecret('testing123');
const peer = { secret, nas: undefined, requireMessageAuthenticator: false };
const password = Buffer.from('correct horse');
const malformed = new Set([
  'shorter-than-header',
  'unknown-code',
  'length-below-20',
  'length-above-4096',
  'length-beyond-datagram',
  'attribute-header-truncated',
  'attribute-length-below-2',
  'attribute-beyond-packet',
  'message-authenticator-length',
  'message-authenticator-repeated',
]);

const seeds = readVectors().flatMap(({ steps }) =>
  steps.filter(([verb]) => verb === 'datagram' || verb === 'reply').map(([, hex]) => octetsOfHex(hex)),
);

type Random = (below: number) => number;

/** xorshift32: the same seed makes the same run again. */
function randomFrom(seed: number): Random {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function mutate(random: Random): Buffer {
  let octets = Buffer.from(seeds[random(seeds.length)]!);
  for (let round = random(4); round >= 0; round--) octets = mutateOnce(octets, random);
  if (octets.length >= 4 && random(3) > 0) octets.writeUInt16BE(Math.min(octets.length, 0xffff), 2);
  return octets;
}

function mutateOnce(octets: Buffer<ArrayBuffer>, random: Random): Buffer<ArrayBuffer> {
  const at = random(octets.length + 1);
  switch (random(6)) {
    case 0:
      if (at < octets.length) octets[at] = octets[at]! ^ (1 << random(8));
      return octets;
    case 1:
      if (at < octets.length) octets[at] = random(256);
      return octets;
    case 2:
      return octets.subarray(0, at);
    case 3:
      return Buffer.concat([octets.subarray(0, at), Buffer.alloc(random(40), random(256)), octets.subarray(at)]);
    case 4: {
      const other = seeds[random(seeds.length)]!;
      return Buffer.concat([octets.subarray(0, at), other.subarray(random(other.length + 1))]);
    }
    default:
      if (octets.length > MIN_PACKET_OCTETS)
        octets[MIN_PACKET_OCTETS + random(octets.length - MIN_PACKET_OCTETS)] = random(6);
      return octets;
  }
}

/** Everything that reads a packet, on one that decoded. */
function readEverything(packet: Packet, random: Random): void {
  const hiding = { secret, requestAuthenticator: packet.authenticator };
  const decoded = decodeAttributes(packet, hiding);
  for (const { octets } of decoded) assert.ok(octets.length <= MAX_PACKET_OCTETS);
  for (const role of ['auth', 'acct', 'coa'] as const) refusalOf(role, packet, peer);
  authenticate(packet, secret, password, { methods: ['pap', 'chap', 'ms-chap', 'ms-chap-v2'], mppe: true });
  readAccounting(packet);
  readAccessLine(packet);
  readDynamicAuthReply(packet);
  readSessionSelectors(packet);
  throwsOnly(RangeError, () => encodeReply(packet, bareReply(2), secret));
  if (random(8) === 0)
    throwsOnly(AttributeError, () => encodeAttributes(decoded.map(formatAttribute).map(parseAttribute), hiding));
}

function throwsOnly(kind: new (...args: never[]) => Error, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
  }
}

/** Signed anew now and then, so that what is behind the verification is reached too. */
function resign(packet: Packet): void {
  const at = packet.messageAuthenticatorAt;
  if (at !== 0) packet.bytes.fill(0, at, at + 16);
  signRequest(packet, secret);
}

/** Reads one mutated datagram; true when it was a packet. */
function fuzzDatagram(octets: Buffer, random: Random): boolean {
  const packet = decodePacket(octets);
  if (!(packet instanceof Packet)) {
    assert.ok(malformed.has(packet), packet);
    return false;
  }
  if (random(4) === 0) resign(packet);
  readEverything(packet, random);
  return true;
}

/** Sends mutated packets through one stream in pieces; answers how many packets came out. */
function fuzzStream(octets: Buffer, random: Random): number {
  const stream = new PacketStream();
  let taken = 0;
  let packets = 0;
  for (let at = 0; at < octets.length; ) {
    const end = Math.min(octets.length, at + 1 + random(random(4) === 0 ? 2000 : 40));
    const error = stream.push(octets.subarray(at, end), (whole) => {
      assert.ok(whole.length >= MIN_PACKET_OCTETS && whole.length <= MAX_PACKET_OCTETS);
      assert.equal(whole.readUInt16BE(2), whole.length);
      // What comes out is what went in, in order and without a gap.
      assert.ok(whole.equals(octets.subarray(taken, taken + whole.length)));
      taken += whole.length;
      packets++;
      decodePacket(whole);
      return true;
    });
    if (error !== undefined) break;
    at = end;
  }
  return packets;
}

export interface FuzzOptions {
  readonly seed: number;
  /** Ends after so many mutated datagrams or streams … */
  readonly count?: number;
  /** … or after so many seconds. */
  readonly seconds?: number;
}
export interface FuzzReport {
  seed: number;
  /** Mutated datagrams read, and how many of them were packets. */
  datagrams: number;
  packets: number;
  /** Streams read, and how many packets came out of them. */
  streams: number;
  streamedPackets: number;
  seconds: number;
  /** The one that took longest: a hang would show here. */
  slowestMs: number;
}

/**
 * Reads mutated vectors as datagrams, and every eighth time a handful of them as a stream (RadSec).
 * @throws Error with the iteration, the seed and the octets, caused by what was thrown
 */
export function fuzz({
  seed,
  count = Number.POSITIVE_INFINITY,
  seconds = Number.POSITIVE_INFINITY,
}: FuzzOptions): FuzzReport {
  const random = randomFrom(seed);
  const report: FuzzReport = {
    seed,
    datagrams: 0,
    packets: 0,
    streams: 0,
    streamedPackets: 0,
    seconds: 0,
    slowestMs: 0,
  };
  const begin = performance.now();
  let last = begin;
  for (let iteration = 0; iteration < count && last - begin < seconds * 1000; iteration++) {
    const asStream = iteration % 8 === 7;
    const octets = asStream
      ? Buffer.concat(Array.from({ length: 1 + random(6) }, () => mutate(random)))
      : mutate(random);
    try {
      if (asStream) {
        report.streams++;
        report.streamedPackets += fuzzStream(octets, random);
      } else {
        report.datagrams++;
        if (fuzzDatagram(octets, random)) report.packets++;
      }
    } catch (cause) {
      throw new Error(`iteration ${iteration} of seed ${seed}: ${octets.toString('hex')}`, { cause });
    }
    const now = performance.now();
    report.slowestMs = Math.max(report.slowestMs, now - last);
    last = now;
  }
  report.seconds = (last - begin) / 1000;
  return report;
}
