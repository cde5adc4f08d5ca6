import type { Caller, Tenant } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { portalAccounts } from './contract.ts';

/** Gives the first subscriber of a demo provider a portal account, if they have none. @returns their number */
export async function ensureDemoSubscriber(kernel: Kernel, tenant: Tenant, password: string): Promise<string | null> {
  const caller: Caller = {
    door: 'isp',
    actor: systemActor('demo'),
    tenant,
    requestId: uuidv7(kernel.clock.nowMs()),
  };
  const { items } = await kernel.run(caller, customers, 'list', { sort: 'number', limit: 1 });
  const [first] = items;
  if (!first) return null;
  try {
    await kernel.run(caller, portalAccounts, 'get', { customerId: first.id });
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not_found')) throw error;
    await kernel.run(caller, portalAccounts, 'open', { customerId: first.id, password, demo: true });
  }
  return first.number;
}
