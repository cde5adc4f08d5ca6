import { sql } from 'drizzle-orm';
import ipaddr from 'ipaddr.js';
import type { Db } from '#kernel/db/pools.ts';
import { fold, searchPatterns } from './search.ts';

/** More would be no answer to what a person is looking for. */
const most = 200;
const documentNumber = /^[a-z]{1,8}-[\d-]{2,}$/i;
const macLike = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$|^[0-9a-f]{12}$/i;

export const looksLikeMac = (q: string) => macLike.test(q.trim());
export const looksLikeAddress = (q: string) => ipaddr.isValid(q.trim().split('/')[0] ?? '') && /[.:].*[.:]/.test(q);

/** `AA:BB:CC:DD:EE:FF`, and the other two ways that devices write it. */
export function macSpellings(q: string): string[] {
  const hex = q.replace(/[^0-9a-f]/gi, '').toUpperCase();
  const by = (size: number, mark: string) => (hex.match(new RegExp(`.{${size}}`, 'g')) ?? []).join(mark);
  const all = [by(2, ':'), by(2, '-'), by(4, '.'), hex];
  return [...all, ...all.map((text) => text.toLowerCase())];
}

/** An address, and the prefixes of the lengths that are delegated in which it would be. */
export function addressSpellings(q: string): string[] {
  const address = ipaddr.parse(q.trim().split('/')[0] ?? '');
  if (address.kind() === 'ipv4') return [address.toString()];
  const text = (a: ipaddr.IPv4 | ipaddr.IPv6) => (a instanceof ipaddr.IPv6 ? a.toRFC5952String() : a.toString());
  const prefixes = [48, 52, 56, 60, 62, 64].map(
    (length) => `${text(ipaddr.IPv6.networkAddressFromCIDR(`${text(address)}/${length}`))}/${length}`,
  );
  return [text(address), `${text(address)}/128`, ...prefixes];
}

const listed = (values: readonly string[]) => sql`${sql.param([...values])}::text[]`;

/** Each owner shows what it is found by in a view of its own (`customer_by_*`); all are looked up by index. */
function statementFor(q: string) {
  const text = q.trim();
  if (looksLikeMac(text)) {
    const macs = listed(macSpellings(text));
    return sql`select customer_id from customer_by_login where mac_addresses && ${macs}
      union select customer_id from customer_by_session where calling_station_id = any(${macs}) limit ${most}`;
  }
  if (looksLikeAddress(text)) {
    const addresses = listed(addressSpellings(text));
    return sql`select customer_id from customer_by_login where framed_ip_address = any(${addresses})
      union select customer_id from customer_by_login where delegated_ipv6_prefix = any(${addresses})
      union select customer_id from customer_by_session where framed_ip_address = any(${addresses})
      union select customer_id from customer_by_session where delegated_ipv6_prefix = any(${addresses}) limit ${most}`;
  }
  if (documentNumber.test(text)) {
    const number = text.toUpperCase();
    return sql`select customer_id from customer_by_invoice where number = ${number}
      union select customer_id from customer_by_former_number where number = ${number}
      union select customer_id from customer_by_ticket where number = ${number}
      union select customer_id from customer_by_subscription where number = ${number} limit ${most}`;
  }
  const like = searchPatterns(text).map((pattern) => sql`search like ${pattern}`);
  const contacts = sql`select customer_id from customer_contact where ${sql.join(like, sql` and `)}`;
  // A user name or a circuit is one word; two words are somebody's name, which the customer's own row has.
  if (/\s/.test(text) || [...text].length < 3) return sql`${contacts} limit ${most}`;
  return sql`${contacts} union (select customer_id from customer_by_login where search like ${`%${fold(text).replace(/[\\%_]/g, '\\$&')}%`} limit ${most}) limit ${most}`;
}

/** Customers whose logins, sessions, documents or contacts are called so. `exact`: it can be nothing of the customer's own. */
export async function customersElsewhere(db: Db, q: string): Promise<{ ids: string[]; exact: boolean }> {
  const { rows } = await db.execute<{ customer_id: string }>(statementFor(q));
  return { ids: rows.map((row) => row.customer_id), exact: looksLikeMac(q) || looksLikeAddress(q) };
}
