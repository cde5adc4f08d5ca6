import { callsFor } from '#kernel/client.ts';
import type { SearchProvider } from '#ui/shell/palette-search.ts';
import { staff } from '../contract.ts';

const calls = callsFor(staff, 'isp');

/** Colleagues in the palette, by name or e-mail. */
export const staffSearch: SearchProvider = {
  id: 'staff',
  title: 'Staff',
  icon: 'user-cog',
  can: 'identity.user:read',
  search: async (text, signal) =>
    (await calls.listUsers({ q: text, limit: 4 }, { signal })).items.map(({ id, name, email }) => ({
      id,
      title: name,
      hint: email,
      to: `/dashboard/security-access/users?open=${id}`,
    })),
};
