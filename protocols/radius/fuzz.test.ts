import { expect, test } from 'vitest';
import { refusalOf } from './acceptance.ts';
import { readAccessLine } from './access-line.ts';
import { readAccounting } from './accounting.ts';
import { AttributeError, decodeAttributes, encodeAttributes } from './attributes.ts';
import { authenticate } from './auth.ts';
import { signRequest } from './authenticators.ts';
import { readDynamicAuthReply, readSessionSelectors } from './dynamic-auth.ts';
import { decodePacket, MAX_PACKET_OCTETS, MIN_PACKET_OCTETS, Packet } from './packet.ts';
import { bareReply, encodeReply } from './reply.ts';
import { SharedSecret } from './secret.ts';
import { formatAttribute, parseAttribute } from './text.ts';
import { octetsOfHex, readVectors } from './vector-file.ts';

const ITERATIONS = Number(process.env['RADIUS_FUZZ_ITERATIONS'] ?? 200_000);
const SEED = Number(process.env['RADIUS_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
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

/** xorshift32: the same seed makes the same run again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function mutate(random: (below: number) => number): Buffer {
  let octets = Buffer.from(seeds[random(seeds.length)]!);
  for (let round = random(4); round >= 0; round--) {
    const at = random(octets.length + 1);
    switch (random(6)) {
      case 0:
        if (at < octets.length) octets[at] = octets[at]! ^ (1 << random(8));
        break;
      case 1:
        if (at < octets.length) octets[at] = random(256);
        break;
      case 2:
        octets = octets.subarray(0, at);
        break;
      case 3:
        octets = Buffer.concat([octets.subarray(0, at), Buffer.alloc(random(40), random(256)), octets.subarray(at)]);
        break;
      case 4: {
        const other = seeds[random(seeds.length)]!;
        octets = Buffer.concat([octets.subarray(0, at), other.subarray(random(other.length + 1))]);
        break;
      }
      default:
        if (octets.length > MIN_PACKET_OCTETS)
          octets[MIN_PACKET_OCTETS + random(octets.length - MIN_PACKET_OCTETS)] = random(6);
    }
  }
  if (octets.length >= 4 && random(3) > 0) octets.writeUInt16BE(Math.min(octets.length, 0xffff), 2);
  return octets;
}

/** Everything that reads a packet, on one that decoded. */
function readEverything(packet: Packet, random: (below: number) => number): void {
  const hiding = { secret, requestAuthenticator: packet.authenticator };
  const decoded = decodeAttributes(packet, hiding);
  for (const { octets } of decoded) expect(octets.length).toBeLessThanOrEqual(MAX_PACKET_OCTETS);
  for (const role of ['auth', 'acct', 'coa'] as const) refusalOf(role, packet, peer);
  authenticate(packet, secret, password, { methods: ['pap', 'chap', 'ms-chap', 'ms-chap-v2'], mppe: true });
  readAccounting(packet);
  readAccessLine(packet);
  readDynamicAuthReply(packet);
  readSessionSelectors(packet);
  try {
    encodeReply(packet, bareReply(2), secret);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
  }
  if (random(8) > 0) return;
  try {
    encodeAttributes(decoded.map(formatAttribute).map(parseAttribute), hiding);
  } catch (error) {
    expect(error).toBeInstanceOf(AttributeError);
  }
}

test(`${ITERATIONS} mutated vectors decode or say why not, and never throw or hang (seed ${SEED})`, () => {
  const random = randomFrom(SEED);
  let packets = 0;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const octets = mutate(random);
    try {
      const packet = decodePacket(octets);
      if (packet instanceof Packet) {
        packets++;
        if (random(4) === 0) signRequest(zeroed(packet), secret);
        readEverything(packet, random);
      } else expect(malformed.has(packet)).toBe(true);
    } catch (cause) {
      throw new Error(`iteration ${iteration} of seed ${SEED}: ${octets.toString('hex')}`, { cause });
    }
  }
  expect(packets).toBeGreaterThan(ITERATIONS / 20);
}, 120_000);

/** So that what is behind the verification is reached too. */
function zeroed(packet: Packet): Packet {
  const at = packet.messageAuthenticatorAt;
  if (at !== 0) packet.bytes.fill(0, at, at + 16);
  return packet;
}
