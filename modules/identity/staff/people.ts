import type { ConsoleUrls } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';
import type { Accounts } from '#kernel/identity/accounts.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { type Kernel, operatorTenant } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import type { ManagerLookup, SubscriberLookup } from './auth.ts';
import type { MemberLookup } from './lookup.ts';

/** Somebody with an account, as they are known in the tenant that they would enter. */
export interface Person {
  tenantId: string;
  kind: 'staff' | 'subscriber' | 'manager';
  /** Of the member, the portal account or the account manager. */
  id: string;
  name: string;
  /** Where mail reaches them; null when no address is proven. */
  email: string | null;
  customerId: string | null;
}

/** Under which path of its port a door's app stands. */
export const appPath = (door: Door): string =>
  door === 'customer' ? '/customer-portal' : door === 'tenant' ? '/tenant-portal' : '';
const accountPaths: Partial<Record<Door, string>> = {
  isp: '/dashboard/account',
  platform: '/dashboard/account',
  tenant: '/tenant-portal/account',
  customer: '/customer-portal/security',
};

export interface PeopleParts {
  kernel: Kernel;
  tenants: TenantDirectory;
  urls: ConsoleUrls;
  accounts: Accounts;
  members: MemberLookup;
  subscribers: SubscriberLookup;
  managers: ManagerLookup;
}

/** Who is behind the accounts of all realms, and how they are written to. */
export function peopleOf({ kernel, tenants, urls, accounts, members, subscribers, managers }: PeopleParts) {
  const pending = new Set<Promise<unknown>>();

  async function of(door: Door, userId: string): Promise<Person | null> {
    if (door === 'customer') return subscribers.person(userId);
    const account = (await accounts.byIds(door, [userId])).get(userId);
    const [tenantId] = await accounts.places(door, userId);
    if (!account || !tenantId) return null;
    const kind = door === 'tenant' ? 'manager' : 'staff';
    const who =
      kind === 'manager' ? await managers.find(tenantId, userId) : await members.membership(door, tenantId, userId);
    if (!who?.id) return null;
    return { tenantId, kind, id: who.id, name: who.name, email: account.email, customerId: null };
  }

  const tenantOf = async (tenantId: string) =>
    tenantId === platformTenantId ? operatorTenant : await tenants.byId(tenantId);

  /** Where a person looks after their own sign-in. */
  const accountPage = (door: Door) =>
    `${door === 'isp' || door === 'customer' ? urls.isp : urls.platform}${accountPaths[door] ?? ''}`;

  async function write(
    door: Door,
    userId: string,
    template: 'password-reset' | 'sign-in-notice',
    values: Record<string, string>,
  ): Promise<void> {
    const person = await of(door, userId);
    const tenant = person && (await tenantOf(person.tenantId));
    // Whoever may not enter gets no mail; the answer does not tell.
    if (!person?.email || !tenant) return;
    const { email: to, name, customerId } = person;
    await kernel.asSystem('sign-in', tenant, (ctx) =>
      ctx.call(mail, 'queue', { template, to, customerId, values: { name, tenantName: tenant.name, ...values } }),
    );
  }

  return {
    of,
    tenantOf,
    accountPage,
    /** Writes a mail without keeping the caller waiting: how long an answer takes tells nobody whether there was one. */
    writeLater(...about: Parameters<typeof write>): void {
      const work = write(...about)
        .catch((error: unknown) => kernel.log.error({ err: error }, 'a mail about sign-in was not written'))
        .finally(() => pending.delete(work));
      pending.add(work);
    },
    /** Resolves when every mail that was begun is written. */
    async written(): Promise<void> {
      await Promise.all(pending);
    },
  };
}
export type People = ReturnType<typeof peopleOf>;
