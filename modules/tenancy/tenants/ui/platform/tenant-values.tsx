import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { type TenantAccount, tenants } from '../../contract.ts';
import type { TenantStatus } from '../../rules.ts';

export type TenantView = View<typeof TenantAccount, 'platform'>;
export const tenantsApi = clientFor(tenants, 'platform');
export const tenantsPath = '/dashboard/platform-admin/tenants';

export const tenantTones: StatusTones<TenantStatus> = {
  active: 'ok',
  suspended: 'warn',
  closing: 'warn',
  closed: 'bad',
};

const names = (type: 'region' | 'currency') => new Intl.DisplayNames(['en'], { type });
const regionNames = names('region');

/** Every two-letter code that this machine has a name for. */
export const countryOptions = (() => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return letters
    .flatMap((a) => letters.map((b) => a + b))
    .filter((code) => regionNames.of(code) !== code && !['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'QO'].includes(code))
    .map((code) => ({ value: code, label: regionNames.of(code) ?? code, hint: code }))
    .sort((a, b) => a.label.localeCompare(b.label));
})();
const currencyNames = names('currency');
export const currencyOptions = Intl.supportedValuesOf('currency').map((code) => ({
  value: code,
  label: currencyNames.of(code) ?? code,
  hint: code,
}));
export const zoneOptions = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => ({
  value: zone,
  label: zone.replaceAll('_', ' '),
}));

interface Option {
  value: string;
  label: string;
  hint?: string;
}
/** Finds in a fixed list as a server would. */
export const within = (options: readonly Option[]) => async (text: string) => {
  const typed = text.toLowerCase();
  return options.filter(({ label, hint }) => `${label} ${hint ?? ''}`.toLowerCase().includes(typed)).slice(0, 50);
};
export const optionOf = (options: readonly Option[], value: string) =>
  options.find((option) => option.value === value) ?? null;
export const countryName = (code: string) => regionNames.of(code) ?? code;
export const localeOptions = [
  { value: 'en', label: 'English' },
  { value: 'fr', label: 'French' },
  { value: 'pt', label: 'Portuguese' },
  { value: 'ar', label: 'Arabic' },
];
