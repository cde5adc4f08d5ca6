import type { Caller } from '../context.ts';
import { type Pools, withTransaction } from '../db/pools.ts';
import { platformTenantId } from '../ids.ts';
import type { RegisteredOperation } from '../module.ts';
import { entryAlone, entryOf } from './flush.ts';

/**
 * Puts a visitor's call on record where a call of others would not be: what they looked at, in the trail of the place they
 * visit; and every call of the platform's staff in the platform's own trail, without a word of what it was about.
 */
export async function recordVisit(
  pools: Pools,
  caller: Caller,
  target: RegisteredOperation,
  atMs: number,
  input: unknown,
  outcome: string,
): Promise<void> {
  const { tenant, actor } = caller;
  if (!tenant || !actor.visit) return;
  const write = (tenantId: string, audience: string, row: Record<string, unknown>) =>
    withTransaction(
      tenantId === platformTenantId ? pools.platform : pools.app,
      { tenantId, audience, actorId: actor.id, customerId: null, readOnly: false },
      async (_db, last) => last({ text: entryAlone, values: [JSON.stringify(row)] }),
    );
  if (target.operation.kind === 'query')
    await write(tenant.id, caller.door, {
      ...entryOf(caller, atMs, target.key, outcome, input),
      subject_type: target.contract.name,
      subject_id: null,
    });
  if (actor.visit.kind === 'support-access')
    await write(platformTenantId, 'platform', {
      ...entryOf(caller, atMs, target.key, outcome, { tenant: tenant.slug }),
      subject_type: 'support-access',
      subject_id: actor.visit.id,
    });
}
