import type { Caller } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { systemActor } from '#kernel/kernel.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { settings } from '#modules/platform/settings/contract.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import type { TestKernel } from '#modules/testing.ts';
import { askedToEnter } from './provider-access.ts';
import { announced, askedOfVendor } from './provider-account.ts';
import { billed } from './provider-licensing.ts';

/** The vendor at work: a member of its staff with a session, and a mail to the administrator of an ISP it has just made. */
export async function platform(t: TestKernel): Promise<{ caller: Caller; ids: Record<string, string> }> {
  const system: Caller = {
    door: 'platform',
    tenant: null,
    actor: systemActor('laws'),
    requestId: uuidv7(t.clock.nowMs()),
  };
  const member = await t.run(
    staff,
    'addMember',
    { email: 'vendor@example.test', name: 'Vendor person', role: 'operator', password: 'secret-vendor-canary' },
    system,
  );
  const caller = t.as({ door: 'platform', id: member.id });
  const session = uuidv7(t.clock.nowMs());
  await t.db.owner.query(
    `insert into auth_platform.session (id, token, "userId", "tenantId", "expiresAt", "createdAt", "updatedAt", factor)
     select $1, 'secret-session-vendor', user_id, tenant_id, now() + interval '1 hour', now(), now(), 'password' from member where id = $2`,
    [session, member.id],
  );
  const made = await t.run(
    tenants,
    'create',
    {
      name: 'Gamma',
      slug: 'gamma',
      country: 'DE',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      adminName: 'Gamma person',
      adminEmail: 'gamma@example.test',
    },
    caller,
  );
  const support = await askedToEnter(t, caller, made.id);
  // Of an ISP whose tickets no law at another door changes.
  const asking = t.as({ door: 'tenant', tenant: (await t.tenants.byId(made.id))!, kind: 'tenant' });
  const asked = await askedOfVendor(t, asking, 'a word to the vendor');
  const announcement = await announced(t, [made.id]);
  await t.settle();
  const [letter] = (await t.run(mail, 'listPlatform', {}, caller)).items;
  const bill = await billed(t, made.id);
  await t.run(settings, 'change', { name: 'customerSessionDays', value: 14 }, caller);
  const [change] = (await t.run(settings, 'history', { name: 'customerSessionDays' }, caller)).items;
  // A reaction that waits for tomorrow, at a provider of which nothing else is asked.
  const event = uuidv7(t.clock.nowMs());
  await t.db.owner.query(
    `insert into reaction_retry (tenant_id, reaction, event_id, position, event, attempts, next_at, last_error)
     values ($1, 'laws.wait', $2, '1.1', $3, 0, now() + interval '1 day', 'nothing')`,
    [made.id, event, { name: 'nobody.listens', at: '2026-03-10T08:00:00Z', payload: {}, id: event, tenantId: made.id }],
  );
  return {
    caller,
    ids: {
      ...support,
      ...bill,
      change: change!.id,
      event,
      member: member.id,
      tenant: made.id,
      mail: letter!.id,
      mySession: session,
      assignee: member.id,
      announcement,
      ...asked,
    },
  };
}
