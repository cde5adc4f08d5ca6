import { callsFor } from '#kernel/client.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';
import { ipManagement } from '../contract.ts';

const calls = callsFor(ipManagement, 'isp');

/** Fixed addresses in the palette, by any part of the address; they lead to whoever has them. */
export const addressSearch: SearchProvider = {
  id: 'ip-addresses',
  title: 'IP addresses',
  icon: 'globe',
  can: 'network.ip:read',
  // Names are found as customers; here they would only show everybody twice.
  search: async (text, signal) =>
    /^[\da-f.:/]+$/i.test(text) && /[.:]/.test(text)
      ? (await calls.listReservations({ q: text, limit: 6 }, { signal })).items.map(
          ({ id, address, state, poolId, poolName, customerId, customerName, reason }) => ({
            id,
            title: address,
            hint: [state === 'released' ? 'released' : null, customerName ?? reason, poolName]
              .filter(Boolean)
              .join(' · '),
            to:
              customerId && state !== 'released'
                ? `/dashboard/operations/customers/${customerId}`
                : `/dashboard/network/ip-pools/${poolId}?q=${encodeURIComponent(address)}`,
          }),
        )
      : [],
};
