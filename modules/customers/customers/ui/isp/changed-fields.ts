import type { z } from 'zod';
import type { customerChanges, customerInput } from '../../contract.ts';
import type { CustomerView } from './customer-values.tsx';

type Edited = z.output<typeof customerInput>;
type Before = Pick<CustomerView, keyof Edited>;
type Changes = z.input<typeof customerChanges>;

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Only what a person changed; a field they emptied is null, so that the server empties it too. */
export function changedFields(before: Before, after: Edited): Changes {
  const address = { ...after.serviceAddress, country: after.serviceAddress.country ?? before.serviceAddress.country };
  const places = (a: Before['serviceAddress']) => [a.line1, a.line2, a.postcode, a.city, a.country];
  return {
    ...(after.kind !== before.kind && { kind: after.kind }),
    ...(after.name !== before.name && { name: after.name }),
    ...((after.email ?? null) !== before.email && { email: after.email ?? null }),
    ...((after.phone ?? null) !== before.phone && { phone: after.phone ?? null }),
    ...(after.tier !== before.tier && { tier: after.tier }),
    ...(!same(places(address), places(before.serviceAddress)) && { serviceAddress: address }),
    ...((after.taxNumber || null) !== before.taxNumber && { taxNumber: after.taxNumber || null }),
    ...(after.locale && after.locale !== before.locale && { locale: after.locale }),
    ...(!same(after.tags.toSorted(), before.tags.toSorted()) && { tags: after.tags }),
    ...(!same(Object.entries(after.customFields).sort(), Object.entries(before.customFields).sort()) && {
      customFields: after.customFields,
    }),
  };
}
