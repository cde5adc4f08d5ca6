import type { QueryClient } from '@tanstack/react-query';
import { permissionSentence } from '#ui/access/permission-words.ts';
import type { ComboOption } from '#ui/base/combobox.tsx';
import { staffApi as api } from './staff-values.tsx';

/** Permissions by their name, by how people say them, or by what they open. */
export async function findPermissions(client: QueryClient, text: string): Promise<ComboOption[]> {
  const options = api.permissions.queryOptions({ input: {}, staleTime: 300_000 });
  const { items } = await client.fetchQuery(options);
  const words = text.trim().toLowerCase().split(/\s+/);
  return items
    .map(({ name, operations }) => ({
      value: name,
      label: permissionSentence(name),
      hint: name,
      all: `${name} ${permissionSentence(name)} ${operations.map((o) => o.summary).join(' ')}`.toLowerCase(),
    }))
    .filter(({ all }) => words.every((word) => all.includes(word)))
    .map(({ all: _, ...option }) => option)
    .slice(0, 30);
}
