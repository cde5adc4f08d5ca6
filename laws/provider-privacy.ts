import type { Caller } from '#kernel/context.ts';
import { customerBulk } from '#modules/customers/bulk/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

/** Which row the `id` of these paths is. */
export const privacyRows: Record<string, string> = {
  '/customers/bulk/{id}': 'bulkRun',
  '/customers/bulk': 'customer',
  '/customers/export': 'customer',
  '/customers/export-chosen': 'customer',
};

/** A bulk action that waits to be started. */
export async function preparedForMany(t: TestKernel, caller: Caller, { customerId }: { customerId: string }) {
  const order = { action: 'tag' as const, tag: 'law', ids: [customerId] };
  return { bulkRun: (await t.run(customerBulk, 'prepare', order, caller)).id };
}
