import type { Caller } from '#kernel/context.ts';
import { customerBulk } from '#modules/customers/bulk/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { merging } from '#modules/customers/merging/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

/** Which row the `id` of these paths is. */
export const privacyRows: Record<string, string> = {
  '/customers/bulk/{id}': 'bulkRun',
  '/customers/former/{id}': 'formerCustomer',
  '/customers/bulk': 'customer',
  '/customers/export': 'customer',
  '/customers/export-chosen': 'customer',
};

/** A bulk action that waits to be started. */
export async function preparedForMany(t: TestKernel, caller: Caller, { customerId }: { customerId: string }) {
  const order = { action: 'tag' as const, tag: 'law', ids: [customerId] };
  return { bulkRun: (await t.run(customerBulk, 'prepare', order, caller)).id };
}

/** A customer who was merged into another, under the old id; and one who may be. */
export async function mergedAway(t: TestKernel, caller: Caller, { customerId }: { customerId: string }) {
  const entered = (line1: string) => {
    const serviceAddress = { line1, city: 'Berlin', country: 'DE' };
    return t.run(customers, 'create', { name: 'Second Entry', serviceAddress }, caller);
  };
  const [{ id }, other] = [await entered('Second entry 1'), await entered('Third entry 1')];
  await t.run(merging, 'merge', { id: customerId, otherId: id, reason: 'Entered twice' }, caller);
  return { formerCustomer: id, other: other.id };
}
