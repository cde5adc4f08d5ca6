import { codeName } from './codes.ts';

/** RFC 2865 3: shortest and longest packet, and the length of the header before the attributes. */
export const MIN_PACKET_OCTETS = 20;
export const MAX_PACKET_OCTETS = 4096;

const MESSAGE_AUTHENTICATOR = 80;
const VENDOR_SPECIFIC = 26;

/** Why a datagram is not a RADIUS packet. Each is dropped silently by RFC 2865 3 and counted. */
export type MalformedReason =
  | 'shorter-than-header'
  | 'unknown-code'
  | 'length-below-20'
  | 'length-above-4096'
  | 'length-beyond-datagram'
  | 'attribute-header-truncated'
  | 'attribute-length-below-2'
  | 'attribute-beyond-packet'
  | 'message-authenticator-length'
  | 'message-authenticator-repeated';

/**
 * A RADIUS packet over the datagram it came in, without copying: the attribute bounds have been checked once, and the
 * readers scan. `bytes` may be longer than `length`; octets beyond it are padding (RFC 2865 3).
 */
export class Packet {
  readonly bytes: Buffer;
  /** Octets of the packet, 20..4096. */
  readonly length: number;
  /** Where the value of the Message-Authenticator begins; 0 when there is none. */
  readonly messageAuthenticatorAt: number;

  constructor(bytes: Buffer, length: number, messageAuthenticatorAt: number) {
    this.bytes = bytes;
    this.length = length;
    this.messageAuthenticatorAt = messageAuthenticatorAt;
  }

  get code(): number {
    return this.bytes[0]!;
  }

  get identifier(): number {
    return this.bytes[1]!;
  }

  /** The 16 octets of the Request or Response Authenticator; shares memory with the packet. */
  get authenticator(): Buffer {
    return this.bytes.subarray(4, 20);
  }

  /**
   * Where the value of the first attribute of this type begins, searching behind the value that begins at `after`;
   * 0 when there is none (no value can begin at 0). Its octets end at `endOf()`.
   */
  valueAt(type: number, after = 0): number {
    const { bytes, length } = this;
    let at = after === 0 ? MIN_PACKET_OCTETS : after - 2 + bytes[after - 1]!;
    while (at < length) {
      if (bytes[at] === type) return at + 2;
      at += bytes[at + 1]!;
    }
    return 0;
  }

  /** Where the value that begins at `valueAt` ends (exclusive). Right for sub-attributes of vendors too. */
  endOf(valueAt: number): number {
    return valueAt - 2 + this.bytes[valueAt - 1]!;
  }

  has(type: number): boolean {
    return this.valueAt(type) !== 0;
  }

  /** The value as UTF-8 text; undefined when absent. */
  text(type: number): string | undefined {
    return this.textAt(this.valueAt(type));
  }

  /** The octets of the value, sharing memory with the packet; undefined when absent. */
  octets(type: number): Buffer | undefined {
    return this.octetsAt(this.valueAt(type));
  }

  /** The value as an unsigned 32-bit number; undefined when absent or not 4 octets. */
  uint32(type: number): number | undefined {
    return this.uint32At(this.valueAt(type));
  }

  /** The value as a dotted IPv4 address; undefined when absent or not 4 octets. */
  ipv4(type: number): string | undefined {
    const at = this.valueAt(type);
    if (at === 0 || this.endOf(at) - at !== 4) return undefined;
    const { bytes } = this;
    return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
  }

  /** Like `valueAt`, for the sub-attribute of a vendor (RFC 2865 5.26). Vendor attributes that do not parse are passed over. */
  vendorValueAt(vendor: number, type: number): number {
    const { bytes } = this;
    for (let at = this.valueAt(VENDOR_SPECIFIC); at !== 0; at = this.valueAt(VENDOR_SPECIFIC, at)) {
      const end = this.endOf(at);
      if (end - at < 4 || bytes.readUInt32BE(at) !== vendor) continue;
      let sub = at + 4;
      while (sub + 2 <= end && bytes[sub + 1]! >= 2 && sub + bytes[sub + 1]! <= end) {
        if (bytes[sub] === type) return sub + 2;
        sub += bytes[sub + 1]!;
      }
    }
    return 0;
  }

  vendorText(vendor: number, type: number): string | undefined {
    return this.textAt(this.vendorValueAt(vendor, type));
  }

  vendorOctets(vendor: number, type: number): Buffer | undefined {
    return this.octetsAt(this.vendorValueAt(vendor, type));
  }

  vendorUint32(vendor: number, type: number): number | undefined {
    return this.uint32At(this.vendorValueAt(vendor, type));
  }

  /** A packet that owns its octets: to be kept beyond the handling of the datagram. */
  copy(): Packet {
    return new Packet(Buffer.from(this.bytes.subarray(0, this.length)), this.length, this.messageAuthenticatorAt);
  }

  private textAt(at: number): string | undefined {
    return at === 0 ? undefined : this.bytes.toString('utf8', at, this.endOf(at));
  }

  private octetsAt(at: number): Buffer | undefined {
    return at === 0 ? undefined : this.bytes.subarray(at, this.endOf(at));
  }

  private uint32At(at: number): number | undefined {
    return at === 0 || this.endOf(at) - at !== 4 ? undefined : this.bytes.readUInt32BE(at);
  }
}

/**
 * Reads a datagram as a RADIUS packet (RFC 2865 3), or says why it is none. Checks the header, the length, that the
 * attributes fill the packet exactly, and that there is at most one Message-Authenticator of 18 octets; nothing is
 * verified with a secret here. The packet shares the datagram's memory.
 */
export function decodePacket(datagram: Uint8Array): Packet | MalformedReason {
  const bytes = Buffer.isBuffer(datagram)
    ? datagram
    : Buffer.from(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  if (bytes.length < MIN_PACKET_OCTETS) return 'shorter-than-header';
  const length = (bytes[2]! << 8) | bytes[3]!;
  if (length < MIN_PACKET_OCTETS) return 'length-below-20';
  if (length > MAX_PACKET_OCTETS) return 'length-above-4096';
  if (length > bytes.length) return 'length-beyond-datagram';
  if (codeName(bytes[0]!) === undefined) return 'unknown-code';
  let messageAuthenticatorAt = 0;
  let at = MIN_PACKET_OCTETS;
  while (at < length) {
    if (at + 2 > length) return 'attribute-header-truncated';
    const attributeLength = bytes[at + 1]!;
    if (attributeLength < 2) return 'attribute-length-below-2';
    if (at + attributeLength > length) return 'attribute-beyond-packet';
    if (bytes[at] === MESSAGE_AUTHENTICATOR) {
      if (attributeLength !== 18) return 'message-authenticator-length';
      if (messageAuthenticatorAt !== 0) return 'message-authenticator-repeated';
      messageAuthenticatorAt = at + 2;
    }
    at += attributeLength;
  }
  return new Packet(bytes, length, messageAuthenticatorAt);
}
