import { useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { vendorTickets } from '../../contract.ts';
import type { VendorTicketDetail } from '../../resources.ts';

export const deskApi = clientFor(vendorTickets, 'platform');
export type DeskTicket = View<typeof VendorTicketDetail, 'platform'>;
export const useRefreshDesk = () => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: deskApi.key() });
};
