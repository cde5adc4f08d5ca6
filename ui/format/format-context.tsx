import { createContext, useContext } from 'react';

export interface FormatSettings {
  /** BCP 47 tag numbers and dates are written in. */
  locale: string;
  /** The tenant's ISO 4217 currency, for amounts that name none. */
  currency: string;
  /** IANA zone dates are shown in; undefined means the browser's. */
  timeZone: string | undefined;
}

const FormatContext = createContext<FormatSettings>({ locale: 'en', currency: 'EUR', timeZone: undefined });

export const FormatProvider = FormatContext.Provider;
export const useFormat = () => useContext(FormatContext);
