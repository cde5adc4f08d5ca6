import { z } from 'zod';
import { contract, many, query } from '#kernel/contract/contract.ts';
import { open, personal, resource } from '#kernel/contract/fields.ts';

export const foundKinds = ['provider', 'staff', 'nas', 'domain', 'invoice', 'record'] as const;
/** What a search found, and whose it is. It has no field that could hold anything of a subscriber. */
export const Found = resource('Found', {
  kind: open(z.enum(foundKinds)),
  id: open(z.uuid()),
  providerId: open(z.uuid()),
  providerName: open(z.string()),
  /** Name of the provider, host name, name of the NAS, number of an invoice to the provider; of a record, what kind it is. */
  label: open(z.string()),
  detail: open(z.string().nullable()),
  staffEmail: personal('staff', z.string().nullable()),
});

export const crossSearch = contract({
  name: 'cross-search',
  title: 'Search across providers',
  operations: {
    find: query('GET /search', {
      summary:
        'Find the provider that a name, an e-mail of its staff, a host name, a NAS, an invoice of ours or any id belongs to',
      description: 'Never finds subscribers by name, address, phone or e-mail.',
      for: ['platform'],
      can: 'platform.search:read',
      in: z.object({ q: z.string().trim().min(2, 'Type two letters at least.').max(200) }),
      out: many(Found),
      ui: '/dashboard/platform-admin/search',
    }),
  },
});
