import { crc32 } from 'node:zlib';

/**
 * The spool is a row of segment files. A segment holds frames; a frame is what one write made durable: header, then records.
 * Header: magic, octets of the body, CRC-32 of the body seeded with the segment's number, count of records (uint32 BE each).
 * Record: uint32 BE octets of the rest, uint8 kind, payload. The seed makes frames of a file's earlier life invalid, so
 * segments are written over rather than grown: that is a quarter of the wait for the disk.
 */
export const frameHeaderBytes = 16;
const magic = 0x444d5346;
export const recordHeaderBytes = 5;

export const recordKind = { accounting: 1, authLog: 2, authCounts: 3, takeOver: 4 } as const;

/** One record of a frame. `payload` shares memory with what was read. */
export interface SpoolRecord {
  readonly kind: number;
  readonly payload: Buffer;
}

const seedOf = (segment: number) => segment % 0x1_0000_0000;

/** Writes the header of the frame that fills `buffer` up to `end`. */
export function sealFrame(buffer: Buffer, end: number, segment: number, records: number): void {
  buffer.writeUInt32BE(magic, 0);
  buffer.writeUInt32BE(end - frameHeaderBytes, 4);
  buffer.writeUInt32BE(crc32(buffer.subarray(frameHeaderBytes, end), seedOf(segment)), 8);
  buffer.writeUInt32BE(records, 12);
}

/** Octets of the frame at `at`, header included: 0 when there is none; -1 when it is longer than what is there. */
export function frameLength(bytes: Buffer, at: number): number {
  if (bytes.length - at < frameHeaderBytes) return -1;
  if (bytes.readUInt32BE(at) !== magic) return 0;
  const length = frameHeaderBytes + bytes.readUInt32BE(at + 4);
  return at + length > bytes.length ? -1 : length;
}

/** The records of the frame of `length` octets at `at`; undefined when its checksum is wrong: it was torn or is older. */
export function readFrame(bytes: Buffer, at: number, length: number, segment: number): SpoolRecord[] | undefined {
  const body = bytes.subarray(at + frameHeaderBytes, at + length);
  if (crc32(body, seedOf(segment)) !== bytes.readUInt32BE(at + 8)) return undefined;
  const records: SpoolRecord[] = [];
  for (let p = 0; p + recordHeaderBytes <= body.length; ) {
    const octets = body.readUInt32BE(p);
    if (octets < 1 || p + 4 + octets > body.length) return undefined;
    records.push({ kind: body[p + 4]!, payload: body.subarray(p + recordHeaderBytes, p + 4 + octets) });
    p += 4 + octets;
  }
  return records.length === bytes.readUInt32BE(at + 12) ? records : undefined;
}

const magicOctets = Buffer.alloc(4);
magicOctets.writeUInt32BE(magic);

/** Where the next whole frame of this segment begins, from `at` on; -1 when there is none. */
export function nextFrame(bytes: Buffer, at: number, segment: number): number {
  for (let from = bytes.indexOf(magicOctets, at); from >= 0; from = bytes.indexOf(magicOctets, from + 1)) {
    const length = frameLength(bytes, from);
    if (length > 0 && readFrame(bytes, from, length, segment) !== undefined) return from;
  }
  return -1;
}

export const segmentName = (segment: number): string => `${String(segment).padStart(16, '0')}.spool`;
export const spareName = (number: number): string => `spare-${number}.free`;

/** The number of a segment file; undefined for other files. */
export function segmentNumber(name: string): number | undefined {
  const found = /^(\d{16})\.spool$/.exec(name);
  return found ? Number(found[1]) : undefined;
}
