import { callsFor } from '#kernel/client.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';
import { radius } from '../contract.ts';

export const sessionSearch: SearchProvider = {
  id: 'radius-sessions',
  title: 'Online now',
  icon: 'activity',
  can: 'network.radius:read',
  async search(q, signal) {
    const { items } = await callsFor(radius, 'isp').listSessions({ q, live: 'true', limit: 6 }, { signal });
    return items.map(({ id, username, customerName, framedIpAddress, nasName }) => ({
      id,
      title: customerName ?? username,
      hint: [username, framedIpAddress, nasName].filter(Boolean).join(' · '),
      to: `/dashboard/radius/sessions?open=${id}`,
    }));
  },
};
