import type { Caller, Tenant } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';
import { accounts } from '#kernel/identity/accounts.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import { staff } from './contract.ts';

/** The password of every demo account. It opens nothing outside a demo: such accounts cannot sign in there. */
export const demoPassword = 'demo-dotmac-demo';

export interface DemoPerson {
  door: Door;
  /** Slug; null: the platform's own staff. */
  tenant: string | null;
  email: string;
  name: string;
  /** Key of a built-in role. */
  role: string;
  label: string;
}

const ispPeople = (
  tenant: string,
  label: string,
  names: { administrator: string; care: string; billing: string; noc: string },
): DemoPerson[] =>
  (['administrator', 'care', 'billing', 'noc'] as const).map((role) => {
    const title = { administrator: 'Administrator', care: 'Care', billing: 'Billing', noc: 'NOC' }[role];
    const box = role === 'administrator' ? 'admin' : role;
    return {
      door: 'isp',
      tenant,
      email: `${box}@${tenant}.example`,
      name: names[role],
      role,
      label: `${title}, ${label}`,
    };
  });

/** Those who deal with DotMac for an ISP; account managers, no staff. */
const managers = (tenant: string, label: string, names: { owner: string; billing: string }): DemoPerson[] =>
  (['owner', 'billing'] as const).map((role) => ({
    door: 'tenant',
    tenant,
    email: `${role === 'owner' ? 'account' : 'accounts-payable'}@${tenant}.example`,
    name: names[role],
    role,
    label: `${role === 'owner' ? 'Account owner' : 'Account billing'}, ${label}`,
  }));

export const demoPeople: readonly DemoPerson[] = [
  {
    door: 'platform',
    tenant: null,
    email: 'operator@dotmac.example',
    name: 'Paula Ortega',
    role: 'operator',
    label: 'Platform operator',
  },
  ...ispPeople('fastfiber', 'Fast Fiber', {
    administrator: 'Amelie Brandt',
    care: 'Jonas Klein',
    billing: 'Marta Silva',
    noc: 'Ravi Nair',
  }),
  ...ispPeople('hillwireless', 'Hill Wireless', {
    administrator: 'Tola Adewale',
    care: 'Tunde Bello',
    billing: 'Ngozi Eze',
    noc: 'Ibrahim Musa',
  }),
  ...managers('fastfiber', 'Fast Fiber', { owner: 'Henrik Vogt', billing: 'Selma Aydin' }),
  ...managers('hillwireless', 'Hill Wireless', { owner: 'Chidi Okafor', billing: 'Bisi Lawal' }),
];

const title = (label: string) => label.split(', ')[0] ?? label;

/** The demo accounts of a door that exist on this installation. */
export async function demoAccountsAt(door: Door) {
  const people = demoPeople.filter((p) => p.door === door);
  const known = await Promise.all(people.map((p) => accounts().byEmail(door, p.email)));
  return people
    .filter((_, at) => known[at]?.demo === true)
    .map((p) => ({
      label: p.label,
      name: p.name,
      role: title(p.label),
      tenant: p.tenant,
      email: p.email,
      password: demoPassword,
    }));
}

/** Makes the demo accounts of a tenant, or of the platform (null), that are not there yet. */
export async function ensureDemoAccounts(kernel: Kernel, tenant: Tenant | null): Promise<void> {
  const caller: Caller = {
    door: tenant ? 'isp' : 'platform',
    actor: systemActor('demo'),
    tenant,
    requestId: uuidv7(kernel.clock.nowMs()),
  };
  for (const { door, email, name, role } of demoPeople.filter(
    (p) => p.door === caller.door && p.tenant === (tenant?.slug ?? null),
  )) {
    if (await accounts().byEmail(door, email)) continue;
    await kernel.run(caller, staff, 'addMember', { email, name, role, password: demoPassword, demo: true });
  }
}
