import { crc32, deflateRawSync } from 'node:zlib';

/** A file inside an archive, compressed already. */
export interface ZipPart {
  crc32: number;
  sizeBytes: number;
  /** Deflated (RFC 1951). */
  content: Uint8Array;
}
export interface ZipEntry extends ZipPart {
  /** With `/` between folders. */
  name: string;
}

export function deflated(content: Uint8Array): ZipPart {
  return { crc32: crc32(content), sizeBytes: content.byteLength, content: deflateRawSync(content, { level: 6 }) };
}

const most = { entries: 65_535, bytes: 0xffff_ffff };
const method = { deflate: 8 };
/** Names are UTF-8 (APPNOTE 4.4.4, bit 11). */
const utf8 = 0x0800;

/** Minutes as MS-DOS kept them, which is what the format asks for (APPNOTE 4.4.6). */
function dosTime(iso: string): { date: number; time: number } {
  const at = new Date(iso);
  return {
    date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
  };
}

/** What both headers of an entry hold, from the version on. */
function common(entry: ZipEntry, nameBytes: number, at: { date: number; time: number }): Buffer {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(utf8, 2);
  head.writeUInt16LE(method.deflate, 4);
  head.writeUInt16LE(at.time, 6);
  head.writeUInt16LE(at.date, 8);
  head.writeUInt32LE(entry.crc32, 10);
  head.writeUInt32LE(entry.content.byteLength, 14);
  head.writeUInt32LE(entry.sizeBytes, 18);
  head.writeUInt16LE(nameBytes, 22);
  return head;
}

/**
 * A ZIP archive (PKWARE APPNOTE 6.3, without ZIP64) of parts that were compressed before.
 * @param atIso instant that the entries are said to be of @throws RangeError beyond 65 535 entries or 4 GB
 */
export function zip(entries: readonly ZipEntry[], atIso: string): Buffer {
  if (entries.length > most.entries) throw new RangeError('An archive holds 65535 files at most.');
  const at = dosTime(atIso);
  const local: Uint8Array[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const head = common(entry, name.byteLength, at);
    const first = Buffer.concat([Buffer.from('504b0304', 'hex'), head, name]);
    local.push(first, entry.content);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.from('504b01021400', 'hex'), head, rest, name);
    offset += first.byteLength + entry.content.byteLength;
  }
  const directory = Buffer.concat(central);
  if (offset + directory.byteLength > most.bytes) throw new RangeError('An archive holds 4 GB at most.');
  const end = Buffer.alloc(22);
  end.write('504b0506', 0, 'hex');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.byteLength, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}
