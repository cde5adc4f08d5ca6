import { describe, expect, test } from 'vitest';
import { currencyOf, moneyText } from '../money.ts';
import { numberPrefix } from '../numbers.ts';
import { periodText } from '../period-text.ts';
import { invoiceNumber, isOverdue, openMinor, refusal } from './rules.ts';

const date = (iso: string) => Temporal.PlainDate.from(iso);

describe('numbers', () => {
  test.each([
    ['FastFiber', 'fastfiber', 'FF'],
    ['Fast Fiber GmbH', 'fastfiber', 'FF'],
    ['Hill Wireless', 'hillwireless', 'HW'],
    ['Télé-Été', 'tele', 'TE'],
    ['Orange', 'orange', 'OR'],
    ['شركة', 'desert-net', 'DN'],
    ['شركة', '123', 'INV'],
    ['X', 'x', 'X'],
  ])('%s (%s) numbers its invoices %s-…', (name, slug, prefix) => {
    expect(numberPrefix(name, slug)).toBe(prefix);
  });

  test('have five digits and grow when they must', () => {
    expect(invoiceNumber('FF', 2026, 42)).toBe('FF-2026-00042');
    expect(invoiceNumber('FF', 2026, 123_456)).toBe('FF-2026-123456');
  });
});

describe('what a line says of its period', () => {
  test.each([
    ['2026-11-01', '2026-12-01', '1 Nov – 30 Nov (30 days)'],
    ['2028-02-01', '2028-03-01', '1 Feb – 29 Feb (29 days)'],
    ['2026-12-15', '2027-01-15', '15 Dec 2026 – 14 Jan 2027 (31 days)'],
    ['2026-03-05', '2026-03-06', '5 Mar – 5 Mar (1 day)'],
  ])('%s to %s: %s', (start, end, text) => {
    expect(periodText(date(start), date(end))).toBe(text);
  });
});

describe('money in sentences', () => {
  test.each([
    ['NGN', 2, 'NGN 12345.67'],
    ['JPY', 0, 'JPY 1234567'],
    ['KWD', 3, 'KWD 1234.567'],
    ['EUR', 2, 'EUR 12345.67'],
  ])('%s has %i decimals', (code, exponent, text) => {
    expect(currencyOf(code).exponent).toBe(exponent);
    expect(moneyText(1_234_567, code)).toBe(text);
  });

  test('a code that is no currency is refused', () => {
    expect(() => moneyText(1, 'ABC')).toThrow('not an ISO 4217 currency');
  });
});

describe('what an invoice can take', () => {
  const open = { status: 'open', totalMinor: 1000, paidMinor: 0 } as const;
  const part = { ...open, paidMinor: 400 };
  const paid = { status: 'paid', totalMinor: 1000, paidMinor: 1000 } as const;
  const void_ = { status: 'void', totalMinor: 1000, paidMinor: 0 } as const;

  test('an open one takes payments and may be voided until the first', () => {
    expect(refusal('recordPayment', open)).toBeUndefined();
    expect(refusal('recordPayment', part)).toBeUndefined();
    expect(refusal('void', open)).toBeUndefined();
    expect(refusal('void', part)).toContain('payment has been recorded');
  });
  test('a paid or void one takes neither, and says why', () => {
    for (const invoice of [paid, void_])
      for (const command of ['recordPayment', 'void'] as const) expect(refusal(command, invoice)).toMatch(/\.$/);
  });
  test('nothing is left to pay on a void one', () => {
    expect([open, part, paid, void_].map(openMinor)).toEqual([1000, 600, 0, 0]);
  });
  test('it is overdue the day after it was due, when still open', () => {
    expect(isOverdue({ status: 'open', dueDate: '2026-03-15' }, '2026-03-15')).toBe(false);
    expect(isOverdue({ status: 'open', dueDate: '2026-03-15' }, '2026-03-16')).toBe(true);
    expect(isOverdue({ status: 'paid', dueDate: '2026-03-15' }, '2026-03-16')).toBe(false);
  });
});
