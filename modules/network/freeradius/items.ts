import { createHash, randomBytes } from 'node:crypto';
import { type DecodedAttribute, decodeAttributeOctets } from '#protocols/radius/attributes.ts';
import { attributeByName } from '#protocols/radius/dictionary.ts';
import { ntPasswordHash } from '#protocols/radius/mschap.ts';
import type { PasswordForm } from './contract.ts';

/** A line of `radcheck` or `radreply`. */
export interface Item {
  attribute: string;
  op: ':=' | '+=';
  value: string;
}

const saltBytes = 16;

/**
 * Text as rlm_sql hands it on unchanged: it takes a value in quotes for an expression, back-quoted even for a command, and
 * reads escapes in every text.
 */
export function textValue(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\');
  return /^["'`]/.test(escaped)
    ? `\\${escaped.charCodeAt(0).toString(8).padStart(3, '0')}${escaped.slice(1)}`
    : escaped;
}

/** What a password is compared with, in the form the provider chose; see RFC 2865 2.2 for why CHAP needs the clear text. */
export function passwordItem(password: string, form: PasswordForm): Item {
  switch (form) {
    case 'cleartext':
      return { attribute: 'Cleartext-Password', op: ':=', value: textValue(password) };
    case 'nt_hash':
      return { attribute: 'NT-Password', op: ':=', value: `0x${ntPasswordHash(password).toString('hex')}` };
    case 'salted_hash': {
      const salt = randomBytes(saltBytes);
      const digest = createHash('sha256').update(password).update(salt).digest();
      return { attribute: 'SSHA2-256-Password', op: ':=', value: `0x${Buffer.concat([digest, salt]).toString('hex')}` };
    }
  }
}

/** Attributes in wire form as FreeRADIUS's dictionary names them. */
export const replyItems = (octets: string): Item[] =>
  decodeAttributeOctets(Buffer.from(octets, 'hex')).map((attribute) => ({ ...named(attribute), op: '+=' }));

function named({ name, vendor, type, tag, value, octets }: DecodedAttribute): { attribute: string; value: string } {
  const raw = `0x${octets.toString('hex')}`;
  if (name === undefined || value === undefined)
    return { attribute: vendor === 0 ? `Attr-${type}` : `Attr-26.${vendor}.${type}`, value: raw };
  const attribute = tag === undefined ? name : `${name}:${tag}`;
  if (attributeByName(name).dataType === 'text') return { attribute, value: textValue(String(value)) };
  return { attribute, value: value instanceof Uint8Array ? raw : String(value) };
}

export interface Answer {
  vendor: string;
  accepted: boolean;
  octets: string;
}
export interface Told {
  /** No make of NAS lets this login in. */
  rejected: boolean;
  /** What every make is told. */
  common: Item[];
  /** What one make is told beyond that. */
  groups: { name: string; vendor: string; rejects: boolean; replies: Item[] }[];
}

/** Parts what all makes of NAS are told from what each is told for itself; logins that are told the same share a group. */
export function told(answers: readonly Answer[]): Told {
  const each = answers.map(({ vendor, accepted, octets }) => ({ vendor, accepted, items: replyItems(octets) }));
  const rejected = each.every(({ accepted }) => !accepted);
  const lines = each.map(({ items }) => new Set(items.map(lineOf)));
  const isCommon = (item: Item) => lines.every((known) => known.has(lineOf(item)));
  const groups = each
    .map(({ vendor, accepted, items }) => ({
      vendor,
      rejects: !accepted && !rejected,
      replies: items.filter((item) => !isCommon(item)),
    }))
    .filter(({ replies, rejects }) => replies.length > 0 || rejects)
    .map((group) => ({ ...group, name: groupName(group) }));
  return { rejected, common: each[0]?.items.filter(isCommon) ?? [], groups };
}

const lineOf = ({ attribute, value }: Item) => `${attribute}\n${value}`;

function groupName({ vendor, rejects, replies }: Omit<Told['groups'][number], 'name'>): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([rejects, replies]))
    .digest('hex');
  return `${vendor}-${digest.slice(0, 12)}`;
}
