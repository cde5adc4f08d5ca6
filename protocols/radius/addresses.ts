import { isIPv4, isIPv6 } from 'node:net';

/** The 4 octets of a dotted IPv4 address; undefined when the text is none. */
export function ipv4Octets(text: string): Buffer | undefined {
  return isIPv4(text) ? Buffer.from(text.split('.').map(Number)) : undefined;
}

/** The 16 octets of an IPv6 address (RFC 4291 2.2 text forms, without zone); undefined when the text is none. */
export function ipv6Octets(text: string): Buffer | undefined {
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const dotted = text.includes('.') ? text.slice(text.lastIndexOf(':') + 1) : undefined;
  const groupsOnly = dotted === undefined ? text : `${text.slice(0, -dotted.length)}0:0`;
  const [head = '', tail] = groupsOnly.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...new Array<string>(8 - left.length - right.length).fill('0'), ...right];
  const octets = Buffer.alloc(16);
  for (const [i, group] of groups.entries()) octets.writeUInt16BE(Number.parseInt(group, 16), 2 * i);
  if (dotted !== undefined) octets.set(dotted.split('.').map(Number), 12);
  return octets;
}

/** Dotted text of the 4 octets at `at`. */
export function ipv4Text(octets: Uint8Array, at = 0): string {
  return `${octets[at]}.${octets[at + 1]}.${octets[at + 2]}.${octets[at + 3]}`;
}

/** RFC 5952 text of 16 octets: lower case, the longest run of zero groups shortened. */
export function ipv6Text(octets: Uint8Array): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((octets[i]! << 8) | octets[i + 1]!);
  let bestAt = -1;
  let bestLength = 1;
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (end < 8 && groups[end] === 0) end++;
    if (end - at > bestLength) {
      bestAt = at;
      bestLength = end - at;
    }
    if (end > at) at = end;
  }
  const hex = groups.map((group) => group.toString(16));
  if (bestAt < 0) return hex.join(':');
  return `${hex.slice(0, bestAt).join(':')}::${hex.slice(bestAt + bestLength).join(':')}`;
}

/**
 * The value of an IPv6 prefix attribute (RFC 3162 2.3): a reserved zero octet, the prefix length, and as many octets as
 * the length needs. Undefined when the text is no prefix or has bits set beyond its length.
 */
export function ipv6PrefixOctets(text: string): Buffer | undefined {
  const [address = '', lengthText = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(lengthText)) return undefined;
  const bits = Number(lengthText);
  const octets = ipv6Octets(address);
  if (octets === undefined || bits > 128 || !zeroBeyond(octets, bits)) return undefined;
  return Buffer.concat([Buffer.from([0, bits]), octets.subarray(0, Math.ceil(bits / 8))]);
}

/** `prefix/length` of an IPv6 prefix value; undefined when it is not one. Bits beyond the length are cleared. */
export function ipv6PrefixText(value: Uint8Array): string | undefined {
  const bits = value[1];
  if (bits === undefined || value.length > 18 || bits > 128 || (value.length - 2) * 8 < bits) return undefined;
  const octets = Buffer.alloc(16);
  octets.set(value.subarray(2, 2 + Math.ceil(bits / 8)));
  if (bits % 8 !== 0) octets[bits >> 3] = octets[bits >> 3]! & (0xff << (8 - (bits % 8)));
  return `${ipv6Text(octets)}/${bits}`;
}

function zeroBeyond(octets: Uint8Array, bits: number): boolean {
  for (let bit = bits; bit < 128; bit++) {
    if ((octets[bit >> 3]! & (0x80 >> (bit & 7))) !== 0) return false;
  }
  return true;
}
