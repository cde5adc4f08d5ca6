import type { Caller } from '#kernel/context.ts';
import { health } from '#modules/customers/health/contract.ts';
import { segments } from '#modules/customers/segments/contract.ts';
import type { TestKernel } from '#modules/testing.ts';

interface At {
  system: Caller;
  customerId: string;
  canaries: { subscriber: string; staff: string };
}

/** A customer whose health was computed and is to be computed again, pinned to a list; and a segment of a search. */
export async function keptInSegments(t: TestKernel, caller: Caller, { system, customerId, canaries }: At) {
  const list = await t.run(segments, 'create', { name: 'Called this week', shared: true }, caller);
  await t.run(segments, 'pin', { id: list.id, add: [customerId] }, caller);
  const segment = await t.run(
    segments,
    'create',
    { name: 'By a word', shared: true, criteria: { q: canaries.subscriber } },
    caller,
  );
  await t.run(health, 'recompute', { customerIds: [customerId] }, system);
  await t.run(health, 'markDue', { customerId }, system);
  return { segment: segment.id, list: list.id };
}
