import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencyExponent, formatMoney, minorToDecimal, parseMoney } from './money.ts';

const plain = (text: string) => text.replaceAll(/\s/g, ' ');

describe('formatMoney', () => {
  test('uses the minor unit of ISO 4217, not the habits of the locale', () => {
    expect(formatMoney(3900, 'EUR')).toBe('€39.00');
    expect(formatMoney(4980, 'JPY')).toBe('¥4,980');
    expect(plain(formatMoney(12_345, 'KWD'))).toBe('KWD 12.345');
    expect(plain(formatMoney(99_900, 'HUF', { locale: 'hu' }))).toBe('999,00 Ft');
  });

  test('writes amounts as the locale does', () => {
    expect(plain(formatMoney(123_456_789, 'EUR', { locale: 'de' }))).toBe('1.234.567,89 €');
    expect(plain(formatMoney(1_250_000, 'NGN', { locale: 'en-NG' }))).toBe('₦12,500.00');
  });

  test('never loses a cent of an amount a float could not hold', () => {
    expect(formatMoney(9_007_199_254_740_991, 'EUR')).toBe('€90,071,992,547,409.91');
  });

  test('can leave the currency out, shorten, and show the sign', () => {
    expect(formatMoney(3900, 'EUR', { style: 'bare' })).toBe('39.00');
    expect(formatMoney(7_854_200, 'EUR', { style: 'compact' })).toBe('€78.5K');
    expect(formatMoney(500, 'EUR', { signed: true })).toBe('+€5.00');
    expect(formatMoney(-500, 'EUR')).toBe('-€5.00');
  });
});

describe('parseMoney', () => {
  test('reads what people type in either notation', () => {
    expect(parseMoney('39', 'EUR')).toBe(3900);
    expect(parseMoney('1,234.50', 'EUR')).toBe(123_450);
    expect(parseMoney('1.234,50', 'EUR')).toBe(123_450);
    expect(parseMoney('0,99', 'EUR')).toBe(99);
    expect(parseMoney('1,234', 'EUR')).toBe(123_400);
    expect(parseMoney('1.234', 'KWD')).toBe(1234);
    expect(parseMoney('4,980', 'JPY')).toBe(4980);
  });

  test('refuses text, and more decimals than the currency has', () => {
    for (const text of ['', 'free', '1.2.x', '--3', '39.999,999']) expect(parseMoney(text, 'EUR')).toBeNull();
    expect(parseMoney('39.9999', 'EUR')).toBeNull();
    expect(parseMoney('39.5', 'JPY')).toBeNull();
  });

  test('reads back every amount it would show in a field', () => {
    const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF');
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), currency, (amount, code) => {
        expect(parseMoney(minorToDecimal(amount, currencyExponent(code)), code)).toBe(amount);
      }),
    );
  });
});
