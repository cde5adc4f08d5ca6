import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PacketStream } from './packet-stream.ts';

function packet(length: number, fill: number): Buffer {
  const octets = Buffer.alloc(length, fill);
  octets.writeUInt16BE(length, 2);
  return octets;
}
/** Cuts a buffer at these places. */
function pieces(all: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (all.length + 1)), all.length])].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => all.subarray(places[i], end));
}
const sizes = fc.array(fc.oneof(fc.integer({ min: 20, max: 64 }), fc.integer({ min: 20, max: 4096 })), {
  minLength: 1,
  maxLength: 12,
});

test('however a stream is cut into pieces, the same packets come out', () => {
  fc.assert(
    fc.property(sizes, fc.array(fc.nat(), { maxLength: 40 }), (lengths, cuts) => {
      const sent = lengths.map((length, i) => packet(length, i));
      const stream = new PacketStream();
      const got: Buffer[] = [];
      for (const piece of pieces(Buffer.concat(sent), cuts)) {
        // The chunk is overwritten afterwards where the packet was copied, so that a packet that shares it would show.
        expect(stream.push(Buffer.from(piece), (octets) => got.push(Buffer.from(octets)) > 0)).toBeUndefined();
      }
      expect(got.map((octets) => octets.toString('hex'))).toEqual(sent.map((octets) => octets.toString('hex')));
      expect(stream.partial).toBe(false);
    }),
  );
});

test('octet by octet, and many packets in one piece', () => {
  const sent = [packet(20, 1), packet(4096, 2), packet(21, 3)];
  for (const step of [1, 3, 5000]) {
    const stream = new PacketStream();
    const got: number[] = [];
    const all = Buffer.concat(sent);
    for (let at = 0; at < all.length; at += step)
      stream.push(all.subarray(at, at + step), (octets) => got.push(octets.length) > 0);
    expect(got).toEqual([20, 4096, 21]);
  }
});

test.each([
  [19, 'length-below-20'],
  [0, 'length-below-20'],
  [4097, 'length-above-4096'],
  [65_535, 'length-above-4096'],
])('a length of %i ends the stream, at once and for good', (length, error) => {
  for (const step of [1, 4, 100]) {
    const stream = new PacketStream();
    const octets = Buffer.alloc(40);
    octets.writeUInt16BE(length, 2);
    let seen: string | undefined;
    for (let at = 0; at < octets.length && seen === undefined; at += step)
      seen = stream.push(octets.subarray(at, at + step), () => expect.unreachable());
    expect(seen).toBe(error);
    expect(stream.push(packet(20, 0), () => expect.unreachable())).toBe(error);
  }
});

test('what is told to stop reads no further', () => {
  const stream = new PacketStream();
  let taken = 0;
  stream.push(Buffer.concat([packet(20, 1), packet(20, 2)]), () => {
    taken++;
    return false;
  });
  expect(taken).toBe(1);
});
