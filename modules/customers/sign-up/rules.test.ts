import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverage, isStrong, likeness, mailboxOf, phoneDigits, signsOf } from './rules.ts';

const known = {
  name: 'Anna Köhler',
  email: 'anna.koehler+isp@gmail.com',
  phone: '+49301234567',
  line1: 'Hauptstraße 12',
  postcode: '10115',
  city: 'Berlin',
};

describe('who is the same person', () => {
  test.each([
    ['an e-mail written otherwise', { email: 'AnnaKoehler@googlemail.com' }, ['e-mail']],
    ['a phone in any notation', { phone: '030 / 123 45 67' }, ['phone']],
    ['a phone with the zero in brackets', { phone: '+49 (0)30 1234567' }, ['phone']],
    [
      'name and address, misspelt',
      { name: 'Köhler, Ana', line1: 'Hauptstr. 12', postcode: '10115' },
      ['name and address'],
    ],
    ['the neighbour', { name: 'Anna Köhler', line1: 'Hauptstraße 14', postcode: '10115' }, []],
    ['a namesake in town', { name: 'Anna Kohler', city: 'Berlin' }, ['name and town']],
    ['a namesake elsewhere', { name: 'Anna Köhler', city: 'Bonn' }, []],
    ['a short number', { phone: '4567' }, []],
  ])('%s', (_, typed, signs) => {
    expect(signsOf(typed, known)).toEqual(signs);
  });

  test('is said strongly by all but a name in a town', () => {
    expect(isStrong(['name and town'])).toBe(false);
    expect(isStrong(['name and town', 'phone'])).toBe(true);
    expect(isStrong([])).toBe(false);
  });

  test('likeness is 1 with itself, the same from both sides, and between 0 and 1', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (a, b) => {
        expect(likeness(a, b)).toBe(likeness(b, a));
        expect(likeness(a, b)).toBeGreaterThanOrEqual(0);
        expect(likeness(a, b)).toBeLessThanOrEqual(1);
        if (/\p{L}/u.test(a)) expect(likeness(a, a)).toBe(1);
      }),
    );
  });

  test('normal forms are their own', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(mailboxOf(mailboxOf(email))).toBe(mailboxOf(email));
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(phoneDigits(phoneDigits(text))).toBe(phoneDigits(text));
      }),
    );
  });
});

test('a hint says what it is based on, and that it does not know', () => {
  expect(coverage({ city: 'Berlin', postcode: '10115' }, 3, 40).basis).toContain('3 customers are connected in 10115');
  expect(coverage({ city: 'Berlin', postcode: '10999' }, 0, 1)).toMatchObject({ verdict: 'connected in town' });
  expect(coverage({ city: 'Nowhere' }, 0, 0)).toMatchObject({ verdict: 'unknown' });
});
