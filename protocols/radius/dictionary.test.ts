import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  allAttributes,
  attributeByName,
  attributeByNumber,
  findAttribute,
  vendorId,
  vendorName,
} from './dictionary.ts';

const FREERADIUS = '/usr/share/freeradius/';
const files = [
  ...[
    2865, 2866, 2867, 2868, 2869, 3162, 3576, 3580, 4072, 4372, 4603, 4675, 4679, 4818, 4849, 5176, 6519, 6911, 7155,
  ].map((rfc) => `dictionary.rfc${rfc}`),
  ...['mikrotik', 'cisco', 'huawei', 'erx', 'juniper', 'microsoft', 'wispr', 'alcatel.sr'].map(
    (name) => `dictionary.${name}`,
  ),
];

test('no two attributes share a name or a number', () => {
  const all = allAttributes();
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(new Set(all.map(({ vendor, type }) => `${vendor}:${type}`)).size).toBe(all.length);
  for (const definition of all) {
    expect(attributeByName(definition.name)).toBe(definition);
    expect(attributeByNumber(definition.vendor, definition.type)).toBe(definition);
    expect(definition.type).toBeGreaterThan(0);
    expect(definition.type).toBeLessThan(256);
  }
});

test('vendors are known by name and number', () => {
  for (const [name, id] of Object.entries(vendorId)) expect(vendorName(id)).toBe(name);
  expect(vendorName(1)).toBeUndefined();
  expect(findAttribute('No-Such-Attribute')).toBeUndefined();
});

const present = existsSync(`${FREERADIUS}dictionary.rfc2865`);
if (!present) console.warn(`SKIPPED: no FreeRADIUS dictionaries in ${FREERADIUS} (apt-get install freeradius-utils)`);

describe.skipIf(!present)('the dictionary agrees with FreeRADIUS', () => {
  const dataTypes = new Map([
    ['string', 'text'],
    ['integer', 'uint32'],
    ['ipaddr', 'ipv4'],
    ['ipv6addr', 'ipv6'],
    ['ipv6prefix', 'ipv6prefix'],
    ['ifid', 'interface-id'],
    ['date', 'time'],
    ['vsa', 'vsa'],
    ['octets', 'octets'],
    ['tlv', 'octets'],
    ['abinary', 'octets'],
  ]);

  test.each(files)('%s', (file) => {
    let vendor = 0;
    let compared = 0;
    for (const line of readFileSync(`${FREERADIUS}${file}`, 'latin1').split('\n')) {
      const [keyword, name = '', number = '', type = '', ...flags] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (keyword === 'VENDOR') vendor = Number(number);
      if (keyword === 'VALUE') {
        const mine = findAttribute(name)?.valueNumbers.get(number);
        if (mine !== undefined) expect(mine, `${name} ${number}`).toBe(Number(type));
      }
      if (keyword !== 'ATTRIBUTE' || number.includes('.')) continue;
      const mine = attributeByNumber(vendor, Number(number));
      if (mine === undefined) continue;
      compared++;
      // An IPX network is a number to RFC 2865 5.23, whatever it looks like.
      if (name !== 'Framed-IPX-Network')
        expect(mine.dataType, name).toBe(dataTypes.get(type.toLowerCase().replace(/\[.*/, '')));
      const all = flags.join(',');
      expect(mine.tagged, name).toBe(all.includes('has_tag'));
      expect(mine.hiding, name).toBe(
        all.includes('encrypt=1') ? 'user-password' : all.includes('encrypt=2') ? 'salted' : 'none',
      );
      if (findAttribute(name) !== undefined) expect(findAttribute(name)?.type, name).toBe(Number(number));
    }
    expect(compared > 0 || file.endsWith('3580') || file.endsWith('4603') || file.endsWith('5176')).toBe(true);
  });
});
