import { callsFor } from '#kernel/client.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';
import { tenants } from '../contract.ts';

const calls = callsFor(tenants, 'platform');

/** Internet providers in the palette, by name or short name. */
export const tenantSearch: SearchProvider = {
  id: 'tenants',
  title: 'Internet providers',
  icon: 'building',
  can: 'platform.tenant:read',
  search: async (text, signal) =>
    (await calls.list({ q: text, limit: 6 }, { signal })).items.map(({ id, name, slug, status }) => ({
      id,
      title: name,
      hint: status === 'active' ? slug : `${slug} · ${status}`,
      to: `/dashboard/platform-admin/tenants/${id}`,
    })),
};
