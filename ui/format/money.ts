// ISO 4217 minor units. Intl's own digits follow CLDR habits instead (no fillér for HUF, no cents for COP), which would be off by a factor.
const zeroDecimals = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
const threeDecimals = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
const fourDecimals = 'CLF UYW'.split(' ');
const exponents = new Map<string, number>([
  ...zeroDecimals.map((code) => [code, 0] as const),
  ...threeDecimals.map((code) => [code, 3] as const),
  ...fourDecimals.map((code) => [code, 4] as const),
]);

/** Decimal places of a currency's minor unit (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD. */
export const currencyExponent = (currency: string) => exponents.get(currency.toUpperCase()) ?? 2;

export interface MoneyFormat {
  locale?: string;
  /** `compact` gives €12.4K for cards; `bare` leaves the currency out (a column whose header names it). */
  style?: 'full' | 'compact' | 'bare';
  /** Writes the sign of positive amounts too, for deltas and ledgers. */
  signed?: boolean;
}

const formats = new Map<string, Intl.NumberFormat>();

/** `3900, 'EUR'` → `€39.00`. The amount is an integer of minor units; it is never rounded, except in compact style. */
export function formatMoney(amountMinor: number, currency: string, options: MoneyFormat = {}): string {
  const { locale = 'en', style = 'full', signed = false } = options;
  const exponent = currencyExponent(currency);
  const key = `${locale}|${currency}|${style}|${signed}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      ...(style === 'bare' ? {} : { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
      ...(style === 'compact'
        ? { notation: 'compact', maximumFractionDigits: 1 }
        : { minimumFractionDigits: exponent, maximumFractionDigits: exponent }),
      signDisplay: signed ? 'exceptZero' : 'auto',
    });
    formats.set(key, format);
  }
  return format.format(minorToDecimal(amountMinor, exponent) as Intl.StringNumericLiteral);
}

/** Exact decimal text of minor units: `minorToDecimal(-5, 2)` is `-0.05`. Text, because Intl formats it without a float in between. */
export function minorToDecimal(amountMinor: number, exponent: number): string {
  const digits = Math.abs(amountMinor)
    .toString()
    .padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent ? `.${digits.slice(-exponent)}` : '';
  return `${amountMinor < 0 ? '-' : ''}${whole}${fraction}`;
}

/** Reads what a person typed (`1,234.50`, `39`, `0,99`) into minor units; null when it is no amount or has too many decimals. */
export function parseMoney(text: string, currency: string): number | null {
  const exponent = currencyExponent(currency);
  const compact = text.replace(/[\s'’]/g, '');
  if (!/^[+-]?\d[\d.,]*$/.test(compact)) return null;
  const lastMark = Math.max(compact.lastIndexOf('.'), compact.lastIndexOf(','));
  const marks = compact.replace(/[^.,]/g, '');
  const after = lastMark < 0 ? 0 : compact.length - lastMark - 1;
  // A single mark followed by exactly three digits is a thousands mark, unless the currency has three decimals.
  const thousandsOnly = after === 3 && exponent !== 3 && new Set(marks).size === 1;
  const repeated = marks.length > 1 && new Set(marks).size === 1;
  const decimalAt = lastMark < 0 || thousandsOnly || repeated ? -1 : lastMark;
  const whole = (decimalAt < 0 ? compact : compact.slice(0, decimalAt)).replace(/[.,]/g, '');
  const fraction = decimalAt < 0 ? '' : compact.slice(decimalAt + 1);
  if (fraction.length > exponent) return null;
  const amount = Number(`${whole}${fraction.padEnd(exponent, '0')}`);
  return Number.isSafeInteger(amount) ? amount : null;
}
