import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refusalOf } from './acceptance.ts';
import { ipv6Text } from './addresses.ts';
import {
  type Attribute,
  AttributeError,
  type AttributeValue,
  decodeAttributeOctets,
  decodeAttributes,
  encodeAttributes,
} from './attributes.ts';
import { code } from './codes.ts';
import { type AttributeDefinition, type AttributeName, allAttributes } from './dictionary.ts';
import { decodePacket, Packet } from './packet.ts';
import { encodeRequest } from './request.ts';
import { SharedSecret } from './secret.ts';
import { formatAttribute, parseAttribute } from './text.ts';

const secret = new SharedSecret('testing123');
const hiding = { secret, requestAuthenticator: Buffer.from('0123456789abcdef') };

/** Text that is not empty and ends in no zero octet: padding cannot be told from it (RFC 2865 5.2). */
function text(mostOctets: number) {
  return fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: mostOctets })
    .filter((value) => Buffer.byteLength(value) <= mostOctets && !value.endsWith('\0') && value.charCodeAt(0) > 0x1f);
}

function mostOctets(definition: AttributeDefinition): number {
  if (definition.hiding === 'user-password') return 128;
  return (definition.vendor === 0 ? 253 : 247) - (definition.hiding === 'salted' ? 16 : 1);
}

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const octets = (most: number) => fc.uint8Array({ minLength: 1, maxLength: most }).map((bytes) => Buffer.from(bytes));
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ipv6Text(bytes));
const ipv6prefix = fc
  .tuple(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.integer({ min: 0, max: 128 }))
  .map(([bytes, bits]) => {
    for (let bit = bits; bit < 128; bit++) bytes[bit >> 3] = bytes[bit >> 3]! & ~(0x80 >> (bit & 7));
    return `${ipv6Text(bytes)}/${bits}`;
  });

function valueFor(definition: AttributeDefinition): fc.Arbitrary<AttributeValue> {
  switch (definition.dataType) {
    case 'text':
      return text(mostOctets(definition));
    case 'uint32':
    case 'time':
      return definition.tagged ? fc.integer({ min: 0, max: 0xffffff }) : uint32;
    case 'uint64':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case 'ipv4':
      return fc.ipV4();
    case 'ipv6':
      return ipv6;
    case 'ipv6prefix':
      return ipv6prefix;
    case 'interface-id':
      return fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => {
        const view = Buffer.from(bytes);
        return [0, 2, 4, 6].map((at) => view.readUInt16BE(at).toString(16)).join(':');
      });
    case 'octets':
    case 'vsa':
      return octets(mostOctets(definition)).filter(
        (value) => definition.hiding !== 'user-password' || value.at(-1) !== 0,
      );
  }
}

const sendable = allAttributes().filter(({ dataType }) => dataType !== 'vsa');
const attribute: fc.Arbitrary<Attribute> = fc
  .constantFrom(...sendable)
  .chain((definition) =>
    fc
      .tuple(valueFor(definition), definition.tagged ? fc.integer({ min: 1, max: 31 }) : fc.constant(undefined))
      .map(([value, tag]) => ({ name: definition.name, value, ...(tag === undefined ? {} : { tag }) })),
  );

describe('attributes survive the wire', () => {
  test('every attribute of the dictionary reads back as it was written', () => {
    for (const definition of sendable) {
      fc.assert(
        fc.property(valueFor(definition), (value) => {
          const tag = definition.tagged ? { tag: 3 } : {};
          const wire = encodeAttributes([{ name: definition.name, value, ...tag }], hiding);
          expect(decodeAttributeOctets(wire, hiding)).toMatchObject([{ name: definition.name, value, ...tag }]);
        }),
        { numRuns: 10 },
      );
    }
  });

  test('a list keeps its order, in a packet and as text', () => {
    fc.assert(
      fc.property(fc.array(attribute, { maxLength: 12 }), (attributes) => {
        const list = attributes.filter(({ name }, at) => name !== 'EAP-Message' || attributes[at - 1]?.name !== name);
        const packet = encodeRequest({ code: code['Access-Request'], identifier: 1, secret, attributes: list });
        const decoded = decodeAttributes(packet, { secret, requestAuthenticator: packet.authenticator }).slice(1);
        expect(decoded).toMatchObject(list);
        const parsed = decoded.map(formatAttribute).map(parseAttribute);
        expect(decodeAttributeOctets(encodeAttributes(parsed, hiding), hiding)).toMatchObject(list);
      }),
      { numRuns: 300 },
    );
  });

  test('a named value reads back as its number and its name', () => {
    const wire = encodeAttributes([{ name: 'Acct-Status-Type', value: 'Interim-Update' }]);
    expect(decodeAttributeOctets(wire)).toMatchObject([{ value: 3, valueName: 'Interim-Update' }]);
  });

  test('a hidden attribute is only read with the secret', () => {
    const wire = encodeAttributes([{ name: 'Tunnel-Password', value: 'l2tp', tag: 1 }], hiding);
    const [unread] = decodeAttributeOctets(wire);
    expect(unread).toMatchObject({ name: 'Tunnel-Password', tag: 1 });
    expect(unread?.value).toBeUndefined();
    expect(wire.includes('l2tp')).toBe(false);
  });

  test('two salted attributes of one packet never share a salt', () => {
    const list = Array.from({ length: 20 }, () => ({ name: 'Tunnel-Password' as const, value: 'same', tag: 1 }));
    const salts = decodeAttributeOctets(encodeAttributes(list, hiding)).map((one) => one.octets.toString('hex', 0, 2));
    expect(new Set(salts).size).toBe(20);
    expect(salts.every((salt) => Number.parseInt(salt, 16) >= 0x8000)).toBe(true);
  });
});

describe('what cannot be on the wire is refused with a sentence', () => {
  test.each<[string, Attribute['name'], AttributeValue]>([
    ['text for a number without such a name', 'Service-Type', 'Nothing'],
    ['a negative number', 'Session-Timeout', -1],
    ['a number beyond 32 bits', 'Session-Timeout', 2 ** 32],
    ['a fraction', 'Session-Timeout', 1.5],
    ['an address that is none', 'Framed-IP-Address', '10.0.0.256'],
    ['an IPv6 address for IPv4', 'Framed-IP-Address', '::1'],
    ['an IPv4 address for IPv6', 'Framed-IPv6-Address', '10.0.0.1'],
    ['an IPv6 address with a zone', 'Framed-IPv6-Address', 'fe80::1%eth0'],
    ['a prefix without length', 'Delegated-IPv6-Prefix', '2001:db8::'],
    ['a prefix of 129 bits', 'Delegated-IPv6-Prefix', '2001:db8::/129'],
    ['a prefix with bits beyond its length', 'Delegated-IPv6-Prefix', '2001:db8::1/64'],
    ['text of 254 octets', 'Reply-Message', 'x'.repeat(254)],
    ['text of 248 octets for a vendor', 'Mikrotik-Rate-Limit', 'x'.repeat(248)],
    ['a password of 129 octets', 'User-Password', 'x'.repeat(129)],
    ['a salted value that does not fit', 'MS-MPPE-Send-Key', Buffer.alloc(240)],
    ['octets for a number', 'Session-Timeout', Buffer.alloc(4)],
    ['text for octets', 'State', 'text'],
    ['a tagged number beyond 24 bits', 'Tunnel-Type', 0x1000000],
  ])('%s', (_what, name, value) => {
    expect(() => encodeAttributes([{ name, value }], hiding)).toThrow(AttributeError);
  });

  test('a tag where none belongs, and a tag beyond 31', () => {
    expect(() => encodeAttributes([{ name: 'User-Name', value: 'x', tag: 1 }])).toThrow(AttributeError);
    expect(() => encodeAttributes([{ name: 'Tunnel-Type', value: 'VLAN', tag: 32 }])).toThrow(AttributeError);
  });

  test('a hidden attribute without the secret', () => {
    expect(() => encodeAttributes([{ name: 'User-Password', value: 'x' }])).toThrow(/needs the secret/);
  });

  test('a packet beyond 4096 octets', () => {
    const attributes = Array.from({ length: 17 }, () => ({ name: 'Reply-Message' as const, value: 'x'.repeat(250) }));
    expect(() => encodeRequest({ code: 1, identifier: 0, secret, attributes })).toThrow(RangeError);
  });

  test.each(['User-Name', 'No-Such-Attribute = 1', 'User-Name = "open', 'State = 0x123', 'Attr-256 = 0x00'])(
    'the line %j',
    (line) => {
      expect(() => parseAttribute(line)).toThrow(AttributeError);
    },
  );
});

describe('a signed request is taken, and not with any one bit changed', () => {
  test.each([
    ['auth', code['Access-Request']],
    ['auth', code['Status-Server']],
    ['acct', code['Accounting-Request']],
    ['coa', code['CoA-Request']],
    ['coa', code['Disconnect-Request']],
  ] as const)('%s, code %i', (role, requestCode) => {
    const attributes: Attribute[] = [
      { name: 'User-Name' satisfies AttributeName, value: 'alice' },
      { name: 'Acct-Session-Id', value: '81a00001' },
    ];
    const { bytes } = encodeRequest({ code: requestCode, identifier: 9, secret, attributes });
    const peer = { secret, nas: undefined };
    const taken = (octetsOfPacket: Buffer) => {
      const packet = decodePacket(octetsOfPacket);
      return packet instanceof Packet && refusalOf(role, packet, peer) === undefined;
    };
    expect(taken(bytes)).toBe(true);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7));
      expect(taken(changed), `bit ${bit}`).toBe(false);
    }
  });
});
