import { useQueryClient } from '@tanstack/react-query';
import { callsFor, clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { type Contact, type Customer, type CustomerDetail, customers } from '../../contract.ts';
import type { CustomerStatus } from '../../rules.ts';

export const customersApi = clientFor(customers, 'isp');
export const customerCalls = callsFor(customers, 'isp');
export type CustomerView = View<typeof Customer, 'isp'>;
export type CustomerDetailView = View<typeof CustomerDetail, 'isp'>;
export type ContactView = View<typeof Contact, 'isp'>;

export const listPath = '/dashboard/operations/customers';
export const customerPath = (id: string) => `${listPath}/${id}`;

export const customerTones: StatusTones<CustomerStatus> = {
  prospect: 'info',
  active: 'ok',
  suspended: 'warn',
  inactive: 'neutral',
  closed: 'neutral',
};
export const kindText: Record<CustomerView['kind'], string> = { individual: 'Private person', business: 'Business' };
export const capital = (text: string) => text.replace(/^./, (first) => first.toUpperCase());

/** On one line, as it is written on an envelope; the country only by its code. */
export const addressText = ({ line1, line2, postcode, city, country }: CustomerView['serviceAddress']) =>
  [line1, line2, [postcode, city].filter(Boolean).join(' '), country].filter(Boolean).join(', ');

export function useRefreshCustomers() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: customersApi.key() });
}
