/** What a card of the sandbox does when it is charged. `later`: the first charge goes through, those that follow do not. */
export type Behaviour = 'succeeds' | 'challenge' | 'declines' | 'declines-later';

interface TestCard {
  number: string;
  behaviour: Behaviour;
  says: string;
}
export const testCards: readonly TestCard[] = [
  { number: '4242424242424242', behaviour: 'succeeds', says: 'goes through' },
  { number: '4000000000003220', behaviour: 'challenge', says: 'the bank asks first (3-D Secure)' },
  { number: '4000000000000002', behaviour: 'declines', says: 'is declined' },
  { number: '4000000000000341', behaviour: 'declines-later', says: 'goes through once, later charges are declined' },
];

export interface Card {
  brand: string;
  lastFour: string;
  expiryMonth: number;
  expiryYear: number;
  behaviour: Behaviour;
}

/** ISO/IEC 7812: the last digit makes the sum of all, each second one doubled, a multiple of ten. */
export const passesLuhn = (number: string): boolean =>
  [...number].toReversed().reduce((sum, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0) %
    10 ===
  0;

const brandOf = (number: string): string =>
  number.startsWith('4')
    ? 'Visa'
    : /^(5[1-5]|2[2-7])/.test(number)
      ? 'Mastercard'
      : /^3[47]/.test(number)
        ? 'American Express'
        : 'Card';

export interface TypedCard {
  number?: unknown;
  expiry?: unknown;
  code?: unknown;
}

/** Reads what was typed. The number itself goes no further than this function. @returns the card, or what is wrong */
export function readCard(typed: TypedCard, now: Date): Card | string {
  const number = String(typed.number ?? '').replace(/[\s-]/g, '');
  if (!/^\d{13,19}$/.test(number) || !passesLuhn(number)) return 'This card number is not complete or not right.';
  const known = testCards.find((card) => card.number === number);
  if (!known) return 'The sandbox takes only the test cards below; never type a real card here.';
  const [, month, year] = /^(0[1-9]|1[0-2])\s*\/\s*(\d{2}|\d{4})$/.exec(String(typed.expiry ?? '').trim()) ?? [];
  if (!month || !year) return 'Give the expiry as month and year, such as 12/30.';
  const expiryYear = Number(year) + (year.length === 2 ? 2000 : 0);
  const expiryMonth = Number(month);
  if (expiryYear * 12 + expiryMonth < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1)
    return 'This card has expired.';
  if (!/^\d{3,4}$/.test(String(typed.code ?? '').trim())) return 'The code on the back has three or four digits.';
  return { brand: brandOf(number), lastFour: number.slice(-4), expiryMonth, expiryYear, behaviour: known.behaviour };
}
