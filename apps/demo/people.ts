import type { z } from 'zod';
import type { Address } from '#modules/customers/customers/contract.ts';

/** A small deterministic generator (mulberry32), so that every demo is the same demo. */
export function dice(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    below: (n: number) => Math.floor(next() * n),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
    chance: (p: number) => next() < p,
  };
}
export type Dice = ReturnType<typeof dice>;

export interface Region {
  given: readonly string[];
  family: readonly string[];
  companies: readonly string[];
  companyForms: readonly string[];
  streets: readonly string[];
  towns: readonly { city: string; postcode: string }[];
  country: string;
  phone: (d: Dice) => string;
  mailHost: string;
}

export const brandenburg: Region = {
  given: [
    'Anna',
    'Ben',
    'Clara',
    'David',
    'Elif',
    'Felix',
    'Greta',
    'Hannah',
    'Ivan',
    'Jana',
    'Karim',
    'Lena',
    'Mateo',
    'Nora',
    'Oskar',
    'Paula',
    'Quirin',
    'Ronja',
    'Selin',
    'Theo',
    'Ulrike',
    'Viktor',
    'Wiebke',
    'Yusuf',
    'Zoe',
    'Milan',
    'Ida',
    'Jonas',
    'Frieda',
    'Aylin',
  ],
  family: [
    'Becker',
    'Demir',
    'Fischer',
    'Graf',
    'Hoffmann',
    'Ivanov',
    'Jansen',
    'Kaya',
    'Lehmann',
    'Marino',
    'Neumann',
    'Otto',
    'Petrov',
    'Richter',
    'Schulz',
    'Thomsen',
    'Ulrich',
    'Vogel',
    'Weber',
    'Yilmaz',
    'Zimmermann',
    'Krüger',
    'Nowak',
    'Santos',
    'Lindner',
  ],
  companies: [
    'Hafen',
    'Linden',
    'Spree',
    'Nordlicht',
    'Kiefern',
    'Atelier Süd',
    'Mühlen',
    'Werkhof',
    'Storch',
    'Havel',
  ],
  companyForms: [
    'Bäckerei GmbH',
    'Druck GmbH',
    'Architekten PartG',
    'Praxis',
    'Logistik GmbH',
    'Café',
    'Steuerberatung',
    'Hotel GmbH',
  ],
  streets: [
    'Lindenallee',
    'Hafenstraße',
    'Am Wasserturm',
    'Birkenweg',
    'Kirchgasse',
    'Schulstraße',
    'Am Markt',
    'Mühlenweg',
    'Feldweg',
    'Gartenstraße',
    'Bahnhofstraße',
    'Seeufer',
  ],
  towns: [
    { city: 'Falkensee', postcode: '14612' },
    { city: 'Potsdam', postcode: '14467' },
    { city: 'Nauen', postcode: '14641' },
    { city: 'Werder', postcode: '14542' },
  ],
  country: 'DE',
  phone: (d) => `+49331${String(1_000_000 + d.below(8_999_999))}`,
  mailHost: 'mail.example',
};

export const lagos: Region = {
  given: [
    'Adaeze',
    'Babatunde',
    'Chidi',
    'Damilola',
    'Emeka',
    'Folake',
    'Gbenga',
    'Halima',
    'Ifeoma',
    'Jide',
    'Kemi',
    'Lola',
    'Musa',
    'Ngozi',
    'Obinna',
    'Patience',
    'Rotimi',
    'Sade',
    'Tunde',
    'Uche',
    'Wale',
    'Yemi',
    'Zainab',
  ],
  family: [
    'Adeyemi',
    'Bello',
    'Chukwu',
    'Danjuma',
    'Eze',
    'Fashola',
    'Ibrahim',
    'Johnson',
    'Kalu',
    'Lawal',
    'Mohammed',
    'Nwosu',
    'Okafor',
    'Okonkwo',
    'Sanni',
    'Taiwo',
    'Uzoma',
    'Williams',
  ],
  companies: ['Palm', 'Harbour', 'Lekki', 'Sunrise', 'Green Field', 'Marina', 'Unity', 'Hilltop'],
  companyForms: ['Pharmacy Ltd', 'Foods Ltd', 'Academy', 'Clinic', 'Logistics Ltd', 'Guest House', 'Studios'],
  streets: [
    'Admiralty Way',
    'Awolowo Road',
    'Harbour Road',
    'Palm Avenue',
    'Hill View Close',
    'Unity Street',
    'Station Road',
    'Market Lane',
  ],
  towns: [
    { city: 'Lekki', postcode: '106104' },
    { city: 'Ikeja', postcode: '100271' },
    { city: 'Yaba', postcode: '101245' },
  ],
  country: 'NG',
  phone: (d) => `+23480${String(10_000_000 + d.below(89_999_999))}`,
  mailHost: 'post.example',
};

export interface Person {
  kind: 'individual' | 'business';
  name: string;
  email: string;
  phone: string;
  serviceAddress: z.input<typeof Address>;
}

/** The `n`th subscriber of a region. */
export function person(region: Region, d: Dice, n: number): Person {
  const town = d.pick(region.towns);
  const business = d.chance(0.08);
  const given = d.pick(region.given);
  const family = d.pick(region.family);
  const plain = (text: string) =>
    text
      .normalize('NFD')
      .replace(/[^a-zA-Z]/g, '')
      .toLowerCase();
  return {
    kind: business ? 'business' : 'individual',
    name: business ? `${d.pick(region.companies)} ${d.pick(region.companyForms)}` : `${given} ${family}`,
    email: `${plain(given)}.${plain(family)}${n}@${region.mailHost}`,
    phone: region.phone(d),
    serviceAddress: {
      line1: `${d.pick(region.streets)} ${1 + d.below(120)}`,
      line2: '',
      city: town.city,
      postcode: town.postcode,
      country: region.country,
    },
  };
}
