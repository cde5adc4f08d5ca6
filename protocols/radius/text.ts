import {
  type Attribute,
  AttributeError,
  type AttributeValue,
  type DecodedAttribute,
  type RawAttribute,
} from './attributes.ts';
import { findAttribute } from './dictionary.ts';

/**
 * One attribute as a line of text, as FreeRADIUS writes them: `User-Name = "nemo"`, `Service-Type = Framed-User`,
 * `Tunnel-Type:1 = VLAN`, `State = 0x3031`. What the dictionary does not know, or cannot read, is `Attr-26.9.200 = 0x…`.
 */
export function formatAttribute({ name, value, valueName, tag, vendor, type, octets }: DecodedAttribute): string {
  if (name === undefined || value === undefined) {
    return `Attr-${vendor === 0 ? type : `26.${vendor}.${type}`} = ${hex(octets)}`;
  }
  const left = tag === undefined ? name : `${name}:${tag}`;
  if (valueName !== undefined) return `${left} = ${valueName}`;
  if (value instanceof Uint8Array) return `${left} = ${hex(value)}`;
  const isText = typeof value === 'string' && findAttribute(name)?.dataType === 'text';
  return `${left} = ${isText ? JSON.stringify(value) : value}`;
}

/** Reads what `formatAttribute` writes. Throws AttributeError with a sentence for whoever wrote the line. */
export function parseAttribute(line: string): Attribute | RawAttribute {
  const [, left = '', right = ''] = /^\s*([^\s=]+)\s*=\s*(.*?)\s*$/s.exec(line) ?? [];
  if (left === '') throw new AttributeError(line, 'is not of the form Name = value.');
  const raw = /^Attr-(?:26\.(\d+)\.)?(\d+)$/.exec(left);
  if (raw !== null) {
    const [vendor, type] = [Number(raw[1] ?? 0), Number(raw[2])];
    if (type > 255 || vendor > 0xffffffff) throw new AttributeError(left, 'has no such number.');
    return { vendor, type, octets: octetsOf(left, right) };
  }
  const [, name = '', tagText] = /^(.*?)(?::(\d+))?$/.exec(left) ?? [];
  const definition = findAttribute(name);
  if (definition === undefined) throw new AttributeError(name, 'is not an attribute of the dictionary.');
  const tag = tagText === undefined ? {} : { tag: Number(tagText) };
  return { name: definition.name, value: valueOfText(name, definition.dataType, right), ...tag };
}

function valueOfText(name: string, dataType: string, text: string): AttributeValue {
  const isNumber = /^\d+$/.test(text);
  switch (dataType) {
    case 'text':
      return text.startsWith('0x') ? octetsOf(name, text) : textOf(name, text);
    case 'octets':
    case 'vsa':
      return octetsOf(name, text);
    case 'uint32':
    case 'time':
      return isNumber ? Number(text) : text;
    case 'uint64':
      return isNumber ? BigInt(text) : text;
    default:
      return text;
  }
}

function textOf(name: string, text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch (cause) {
    throw new AttributeError(
      name,
      `has a quoted text that cannot be read (${cause instanceof Error ? cause.message : cause}).`,
    );
  }
}

function octetsOf(name: string, text: string): Buffer {
  if (!/^0x([\da-f]{2})*$/i.test(text))
    throw new AttributeError(name, 'is octets, written as 0x and pairs of hex digits.');
  return Buffer.from(text.slice(2), 'hex');
}

function hex(octets: Uint8Array): string {
  return `0x${Buffer.from(octets).toString('hex')}`;
}
