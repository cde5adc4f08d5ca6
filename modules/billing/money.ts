import { dinero, toDecimal } from 'dinero.js';
import * as currencies from 'dinero.js/currencies';
import { invalid } from '#kernel/errors.ts';

const known: Record<string, { code: string; base: number | readonly number[]; exponent: number } | undefined> =
  currencies;

/** ISO 4217 definition: 2 decimals for EUR and NGN, none for JPY, 3 for KWD. */
export function currencyOf(code: string): { code: string; base: number; exponent: number } {
  const currency = known[code];
  if (!currency) throw invalid(`${code} is not an ISO 4217 currency.`, 'currency');
  return { code, base: 10, exponent: currency.exponent };
}

/** `1250, 'EUR'` → `EUR 12.50`, for sentences; screens format by locale. */
export const moneyText = (amountMinor: number, code: string): string =>
  `${code} ${toDecimal(dinero({ amount: amountMinor, currency: currencyOf(code) }))}`;
