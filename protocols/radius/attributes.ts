import { ipv4Octets, ipv4Text, ipv6Octets, ipv6PrefixOctets, ipv6PrefixText, ipv6Text } from './addresses.ts';
import { type AttributeDefinition, type AttributeName, attributeByName, attributeByNumber } from './dictionary.ts';
import type { Packet } from './packet.ts';
import { MIN_PACKET_OCTETS } from './packet.ts';
import { MAX_PASSWORD_OCTETS, MAX_SALTED_OCTETS, type SharedSecret } from './secret.ts';

const VENDOR_SPECIFIC = 26;
const MAX_VALUE_OCTETS = 253;
/** An attribute of a vendor loses 4 octets to the vendor id and 2 to its own header. */
const MAX_VENDOR_VALUE_OCTETS = 247;
const MAX_TAG = 0x1f;

/**
 * Numbers for `uint32` and `time`, bigints for `uint64`, text for addresses (`10.0.0.1`, `2001:db8::1`), prefixes
 * (`2001:db8::/56`), interface ids (`1:2:3:4`), text and named values (`Framed-User`), octets for the rest.
 */
export type AttributeValue = string | number | bigint | Uint8Array;

/** An attribute to be sent, by its dictionary name. `tag` (1-31) only where RFC 2868 has one. */
export interface Attribute {
  readonly name: AttributeName;
  readonly value: AttributeValue;
  readonly tag?: number;
}

/** An attribute by number, its value already on the wire's form: what the dictionary does not know. */
export interface RawAttribute {
  /** 0 for the RFC space. */
  readonly vendor: number;
  readonly type: number;
  readonly octets: Uint8Array;
}

/** An attribute of a packet. Unknown ones, and those whose value does not fit their type, have no name or value. */
export interface DecodedAttribute {
  readonly vendor: number;
  readonly type: number;
  /** The value as on the wire (without tag), sharing memory with the packet. */
  readonly octets: Buffer;
  readonly name?: AttributeName;
  readonly value?: AttributeValue;
  /** The dictionary's name of a number, such as `Start`. */
  readonly valueName?: string;
  readonly tag?: number;
}

/** What hidden attributes need: the secret and the authenticator of the request (also for those in a reply). */
export interface HidingContext {
  readonly secret: SharedSecret;
  readonly requestAuthenticator: Uint8Array;
}

/** An attribute that cannot be put on the wire: a wrong type, an impossible address, too long. */
export class AttributeError extends Error {
  readonly attribute: string;
  constructor(attribute: string, problem: string) {
    super(`${attribute}: ${problem}`);
    this.name = 'AttributeError';
    this.attribute = attribute;
  }
}

/**
 * The attributes in wire form, in the order given (RFC 2865 5, vendors' as 5.26). Throws AttributeError. Hidden attributes
 * (User-Password, Tunnel-Password, MS-MPPE keys) need `hiding`, so only attributes without them can be encoded once and kept.
 */
export function encodeAttributes(attributes: readonly (Attribute | RawAttribute)[], hiding?: HidingContext): Buffer {
  const parts: Uint8Array[] = [];
  for (const [position, attribute] of attributes.entries()) {
    if ('name' in attribute) encodeNamed(parts, attribute, hiding, position);
    else
      pushAttribute(parts, `${attribute.vendor}:${attribute.type}`, attribute.vendor, attribute.type, attribute.octets);
  }
  return Buffer.concat(parts);
}

function encodeNamed(parts: Uint8Array[], attribute: Attribute, hiding: HidingContext | undefined, salt: number): void {
  const definition = attributeByName(attribute.name);
  const { vendor, type } = definition;
  let octets = encodeValue(definition, attribute.value);
  if (definition.hiding !== 'none') octets = hide(definition, octets, hiding, salt);
  if (definition.tagged) octets = withTag(definition, octets, attribute.tag);
  else if (attribute.tag !== undefined) throw new AttributeError(attribute.name, 'has no tag.');
  if (!definition.concat) {
    pushAttribute(parts, attribute.name, vendor, type, octets);
    return;
  }
  for (let at = 0; at === 0 || at < octets.length; at += MAX_VALUE_OCTETS) {
    pushAttribute(parts, attribute.name, vendor, type, octets.subarray(at, at + MAX_VALUE_OCTETS));
  }
}

function pushAttribute(parts: Uint8Array[], name: string, vendor: number, type: number, octets: Uint8Array): void {
  const most = vendor === 0 ? MAX_VALUE_OCTETS : MAX_VENDOR_VALUE_OCTETS;
  if (octets.length > most) throw new AttributeError(name, `is ${octets.length} octets long; ${most} is the most.`);
  if (vendor === 0) {
    parts.push(Uint8Array.of(type, octets.length + 2), octets);
    return;
  }
  const header = Buffer.from([VENDOR_SPECIFIC, octets.length + 8, 0, 0, 0, 0, type, octets.length + 2]);
  header.writeUInt32BE(vendor, 2);
  parts.push(header, octets);
}

function hide(
  definition: AttributeDefinition,
  clear: Uint8Array,
  hiding: HidingContext | undefined,
  salt: number,
): Buffer {
  if (hiding === undefined)
    throw new AttributeError(definition.name, 'is hidden and needs the secret and the request.');
  const most = definition.hiding === 'salted' ? MAX_SALTED_OCTETS : MAX_PASSWORD_OCTETS;
  if (clear.length > most) throw new AttributeError(definition.name, `has at most ${most} octets.`);
  if (definition.hiding === 'salted')
    return hiding.secret.hideSalted(clear, hiding.requestAuthenticator, nextSalt(salt));
  return hiding.secret.hidePassword(clear, hiding.requestAuthenticator);
}

/** Unlike within a packet by its position, and hard to foresee between packets. */
function nextSalt(position: number): number {
  return ((Math.random() * 0x80) << 8) | (position & 0xff);
}

function withTag(definition: AttributeDefinition, octets: Uint8Array, tag: number | undefined): Uint8Array {
  if (tag !== undefined && (!Number.isInteger(tag) || tag < 0 || tag > MAX_TAG)) {
    throw new AttributeError(definition.name, 'has a tag from 0 to 31.');
  }
  if (definition.dataType === 'uint32') {
    if (octets[0] !== 0) throw new AttributeError(definition.name, 'is a tagged number of at most 24 bits.');
    return Uint8Array.of(tag ?? 0, ...octets.subarray(1));
  }
  if (tag === undefined && definition.hiding === 'none' && (octets[0] ?? 0) > MAX_TAG) return octets;
  return Buffer.concat([Uint8Array.of(tag ?? 0), octets]);
}

function encodeValue(definition: AttributeDefinition, value: AttributeValue): Uint8Array {
  const { name, dataType } = definition;
  const fail = (problem: string): never => {
    throw new AttributeError(name, problem);
  };
  if (value instanceof Uint8Array) {
    return dataType === 'octets' || dataType === 'vsa' || dataType === 'text' ? value : fail('is not given as octets.');
  }
  switch (dataType) {
    case 'text':
      return Buffer.from(typeof value === 'string' ? value : fail('is text.'));
    case 'uint32':
    case 'time': {
      const number = typeof value === 'string' ? definition.valueNumbers.get(value) : Number(value);
      if (number === undefined) return fail(`has no value named ${value}.`);
      if (!Number.isInteger(number) || number < 0 || number > 0xffffffff)
        return fail('is a number from 0 to 4294967295.');
      const octets = Buffer.alloc(4);
      octets.writeUInt32BE(number);
      return octets;
    }
    case 'uint64': {
      if (typeof value === 'string' || (typeof value === 'number' && !Number.isSafeInteger(value)))
        return fail('is a number.');
      const number = BigInt(value);
      if (BigInt.asUintN(64, number) !== number) return fail('is a number from 0 to 18446744073709551615.');
      const octets = Buffer.alloc(8);
      octets.writeBigUInt64BE(number);
      return octets;
    }
    case 'ipv4':
      return (typeof value === 'string' ? ipv4Octets(value) : undefined) ?? fail('is an IPv4 address.');
    case 'ipv6':
      return (typeof value === 'string' ? ipv6Octets(value) : undefined) ?? fail('is an IPv6 address.');
    case 'ipv6prefix':
      return (
        (typeof value === 'string' ? ipv6PrefixOctets(value) : undefined) ?? fail('is an IPv6 prefix with length.')
      );
    case 'interface-id':
      return (typeof value === 'string' ? interfaceIdOctets(value) : undefined) ?? fail('is an interface id.');
    case 'octets':
    case 'vsa':
      return fail('is octets.');
  }
}

/**
 * Every attribute of a packet in order, the sub-attributes of vendors (RFC 2865 5.26) each on its own. With `hiding`, hidden
 * ones are revealed; without, they have octets but no value. Long values in parts (EAP-Message) are joined. Never throws.
 */
export function decodeAttributes(packet: Packet, hiding?: HidingContext): DecodedAttribute[] {
  return decodeAttributeOctets(packet.bytes.subarray(MIN_PACKET_OCTETS, packet.length), hiding);
}

/** The same for encoded attributes without a packet around them. Stops at the first that does not fit. Never throws. */
export function decodeAttributeOctets(bytes: Buffer, hiding?: HidingContext): DecodedAttribute[] {
  const decoded: DecodedAttribute[] = [];
  for (let at = 0; at + 2 <= bytes.length && bytes[at + 1]! >= 2 && at + bytes[at + 1]! <= bytes.length; ) {
    const end = at + bytes[at + 1]!;
    const type = bytes[at]!;
    const value = bytes.subarray(at + 2, end);
    if (type !== VENDOR_SPECIFIC || !decodeVendor(decoded, value, hiding)) pushDecoded(decoded, 0, type, value, hiding);
    at = end;
  }
  return decoded;
}

/** False when the value is not a list of sub-attributes that fills it exactly; then it stays one attribute of octets. */
function decodeVendor(decoded: DecodedAttribute[], value: Buffer, hiding: HidingContext | undefined): boolean {
  if (value.length < 6) return false;
  for (let at = 4; at < value.length; at += value[at + 1]!) {
    if (at + 2 > value.length || value[at + 1]! < 2 || at + value[at + 1]! > value.length) return false;
  }
  const vendor = value.readUInt32BE(0);
  for (let at = 4; at < value.length; at += value[at + 1]!) {
    pushDecoded(decoded, vendor, value[at]!, value.subarray(at + 2, at + value[at + 1]!), hiding);
  }
  return true;
}

function pushDecoded(
  decoded: DecodedAttribute[],
  vendor: number,
  type: number,
  wire: Buffer,
  hiding: HidingContext | undefined,
): void {
  const definition = attributeByNumber(vendor, type);
  if (definition === undefined || definition.dataType === 'vsa') {
    decoded.push({ vendor, type, octets: wire });
    return;
  }
  const { name } = definition;
  const last = decoded.at(-1);
  if (definition.concat && last?.name === name) {
    const octets = Buffer.concat([last.octets, wire]);
    decoded[decoded.length - 1] = { vendor, type, name, octets, value: octets };
    return;
  }
  const { tag, octets } = definition.tagged ? splitTag(definition, wire) : { tag: undefined, octets: wire };
  const clear = definition.hiding === 'none' ? octets : reveal(definition, octets, hiding);
  const value = clear === undefined ? undefined : decodeValue(definition, clear);
  const valueName = typeof value === 'number' ? definition.valueNames.get(value) : undefined;
  decoded.push({
    vendor,
    type,
    name,
    octets,
    ...(value === undefined ? {} : { value }),
    ...(valueName === undefined ? {} : { valueName }),
    ...(tag === undefined ? {} : { tag }),
  });
}

/** RFC 2868 3: a first octet above 0x1f is the text itself, not a tag; a number always has one. */
function splitTag(definition: AttributeDefinition, wire: Buffer): { tag: number | undefined; octets: Buffer } {
  const first = wire[0];
  if (first === undefined || (first > MAX_TAG && definition.hiding === 'none')) return { tag: undefined, octets: wire };
  const tag = first === 0 || first > MAX_TAG ? undefined : first;
  if (definition.dataType !== 'uint32') return { tag, octets: wire.subarray(1) };
  if (wire.length !== 4) return { tag: undefined, octets: wire };
  const octets = Buffer.from(wire);
  octets[0] = 0;
  return { tag, octets };
}

function reveal(
  definition: AttributeDefinition,
  octets: Buffer,
  hiding: HidingContext | undefined,
): Buffer | undefined {
  if (hiding === undefined) return undefined;
  const { secret, requestAuthenticator } = hiding;
  return definition.hiding === 'salted'
    ? secret.revealSalted(octets, requestAuthenticator)
    : secret.revealPassword(octets, requestAuthenticator);
}

function decodeValue(definition: AttributeDefinition, octets: Buffer): AttributeValue | undefined {
  const { length } = octets;
  switch (definition.dataType) {
    case 'text':
      return octets.toString('utf8');
    case 'uint32':
    case 'time':
      return length === 4 ? octets.readUInt32BE(0) : undefined;
    case 'uint64':
      return length === 8 ? octets.readBigUInt64BE(0) : undefined;
    case 'ipv4':
      return length === 4 ? ipv4Text(octets) : undefined;
    case 'ipv6':
      return length === 16 ? ipv6Text(octets) : undefined;
    case 'ipv6prefix':
      return ipv6PrefixText(octets);
    case 'interface-id':
      return length === 8 ? interfaceIdText(octets) : undefined;
    case 'octets':
    case 'vsa':
      return octets;
  }
}

function interfaceIdOctets(text: string): Buffer | undefined {
  if (!/^[\da-f]{1,4}(:[\da-f]{1,4}){3}$/i.test(text)) return undefined;
  const octets = Buffer.alloc(8);
  for (const [i, group] of text.split(':').entries()) octets.writeUInt16BE(Number.parseInt(group, 16), 2 * i);
  return octets;
}

function interfaceIdText(octets: Buffer): string {
  return [0, 2, 4, 6].map((at) => octets.readUInt16BE(at).toString(16)).join(':');
}
