import type { coverageVerdicts, duplicateSigns } from './contract.ts';

type Sign = (typeof duplicateSigns)[number];
export interface Person {
  name?: string | null | undefined;
  email?: string | null | undefined;
  phone?: string | null | undefined;
  line1?: string | null | undefined;
  postcode?: string | null | undefined;
  city?: string | null | undefined;
}

/** An address as its mailbox: small, without what stands behind a plus, and without the dots that Google ignores. */
export function mailboxOf(email: string): string {
  const [local = '', domain = ''] = email.trim().toLowerCase().split('@');
  const box = local.split('+')[0] ?? '';
  return `${/^(gmail|googlemail)\.com$/.test(domain) ? box.replaceAll('.', '') : box}@${domain.replace(/^googlemail\./, 'gmail.')}`;
}
/** The digits that tell a number: without what is dialled to leave a country or a town. */
export const phoneDigits = (phone: string): string => phone.replace('(0)', '').replace(/\D/g, '').replace(/^0+/, '');

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/\bstr(asse)?\b|strasse\b/g, 'str')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const trigrams = (text: string): Set<string> => {
  const all = new Set<string>();
  for (const word of text.split(' ').filter(Boolean)) {
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) all.add(padded.slice(at, at + 3));
  }
  return all;
};

/** How alike two texts are, 0 to 1, whatever the order of their words: the share of letter triples that both have. */
export function likeness(a: string, b: string): number {
  const [left, right] = [trigrams(plain(a)), trigrams(plain(b))];
  if (left.size === 0 || right.size === 0) return 0;
  const shared = [...left].filter((triple) => right.has(triple)).length;
  return shared / (left.size + right.size - shared);
}

const sameNumber = (a: string, b: string) => {
  const [x, y] = [phoneDigits(a), phoneDigits(b)];
  // Typed without a country, it ends like the one that is known.
  return Math.min(x.length, y.length) >= 7 && (x.endsWith(y) || y.endsWith(x));
};
const houseNumber = (line: string) => /\d+\s*[a-z]?\b/i.exec(line)?.[0].replace(/\s/g, '').toLowerCase();

function sameAddress(a: Person, b: Person): boolean {
  if (!a.line1 || !b.line1 || likeness(a.line1, b.line1) < 0.6 || houseNumber(a.line1) !== houseNumber(b.line1))
    return false;
  return a.postcode && b.postcode
    ? plain(a.postcode) === plain(b.postcode)
    : plain(a.city ?? '') === plain(b.city ?? '');
}

/** By what two may be the same person. */
export function signsOf(typed: Person, known: Person): Sign[] {
  const signs: Sign[] = [];
  if (typed.email && known.email && mailboxOf(typed.email) === mailboxOf(known.email)) signs.push('e-mail');
  if (typed.phone && known.phone && sameNumber(typed.phone, known.phone)) signs.push('phone');
  if (typed.name && known.name) {
    const alike = likeness(typed.name, known.name);
    if (alike >= 0.5 && sameAddress(typed, known)) signs.push('name and address');
    else if (alike >= 0.85 && typed.city && known.city && plain(typed.city) === plain(known.city))
      signs.push('name and town');
  }
  return signs;
}

/** Two persons of one name may live in one town; the others are hardly chance. */
export const isStrong = (signs: readonly Sign[]) => signs.some((sign) => sign !== 'name and town');

const people = (n: number) => `${n} ${n === 1 ? 'customer is' : 'customers are'}`;
/** What the connected around a place say of it. */
export function coverage(
  place: { city: string; postcode?: string | undefined },
  inPostcode: number,
  inTown: number,
): { verdict: (typeof coverageVerdicts)[number]; basis: string } {
  if (place.postcode && inPostcode > 0)
    return {
      verdict: 'connected nearby',
      basis: `${people(inPostcode)} connected in ${place.postcode}. Whether this house can be reached is for a survey to say.`,
    };
  if (inTown > 0)
    return {
      verdict: 'connected in town',
      basis: `${people(inTown)} connected in ${place.city}${place.postcode ? `, none of them in ${place.postcode}` : ''}. Ask for a survey before a date is promised.`,
    };
  return {
    verdict: 'unknown',
    basis: `Nobody is connected in ${place.city} yet, so nothing is known of service there.`,
  };
}
