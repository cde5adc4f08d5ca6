import { formatMoney } from '#ui/format/money.ts';
import { joinQuantity, splitBps, splitBytes } from '#ui/format/quantity.ts';
import { usePortalSession } from './session.ts';
import { usePortalLanguage } from './words.ts';

/** How this subscriber reads figures: their language, their provider's zone. */
export function usePortalFormat() {
  const language = usePortalLanguage();
  const { data } = usePortalSession();
  const region = data?.tenant?.locale.split('-')[1];
  const locale = region ? `${language}-${region}` : language;
  const timeZone = data?.tenant?.timeZone;
  const zone = timeZone ? { timeZone } : {};
  return {
    money: (minor: number, currency: string) => formatMoney(minor, currency, { locale }),
    bytes: (bytes: number) => joinQuantity(splitBytes(bytes, locale)),
    bps: (bps: number) => joinQuantity(splitBps(bps, locale)),
    /** A local date, `2026-11-25`. */
    day: (date: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date)),
    moment: (at: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...zone }).format(new Date(at)),
    short: (at: string, hour: boolean) =>
      new Intl.DateTimeFormat(locale, {
        ...(hour ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short' }),
        ...zone,
      }).format(new Date(at)),
  };
}
