import { useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { vendorTickets } from '../../contract.ts';

export const supportApi = clientFor(vendorTickets, 'tenant');
export const useRefreshSupport = () => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: supportApi.key() });
};
