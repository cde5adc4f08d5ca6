import type { Caller, Tenant } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import { accountManagers, managerRoles } from './contract.ts';

interface Person {
  door: Door;
  tenant: string | null;
  email: string;
  name: string;
  role: string;
}

/** Makes the demo's account managers of a tenant that are not there yet. @param people of all doors and tenants */
export async function ensureDemoManagers(
  kernel: Kernel,
  tenant: Tenant,
  people: readonly Person[],
  password: string,
): Promise<void> {
  const caller: Caller = {
    door: 'tenant',
    actor: systemActor('demo'),
    tenant,
    requestId: uuidv7(kernel.clock.nowMs()),
  };
  for (const { door, tenant: slug, email, name, role: wanted } of people) {
    const role = managerRoles.find((known) => known === wanted);
    if (door !== 'tenant' || slug !== tenant.slug || !role || (await accounts().byEmail('tenant', email))) continue;
    await kernel.run(caller, accountManagers, 'addManager', { email, name, role, password, demo: true });
  }
}
