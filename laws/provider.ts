import type { Caller, Tenant } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { systemActor } from '#kernel/kernel.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { orchestration } from '#modules/fulfilment/orchestration/contract.ts';
import { apiKeys } from '#modules/identity/api-keys/contract.ts';
import { portalAccounts } from '#modules/identity/portal-accounts/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { freeradius } from '#modules/network/freeradius/contract.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { records } from '#modules/platform/records/contract.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import type { TestKernel } from '#modules/testing.ts';
import { live } from './lines.ts';
import { visited } from './provider-access.ts';
import { accountOf } from './provider-account.ts';
import { branded, exported } from './provider-branding.ts';
import { movedAbout, otherRow } from './provider-cust360.ts';
import { keptInSegments } from './provider-customers.ts';
import { documentOf } from './provider-documents.ts';
import { licensed } from './provider-licensing.ts';
import { comparedWithNetbox } from './provider-netbox.ts';
import { paidAtCounter } from './provider-payments.ts';
import { inPortal } from './provider-portal.ts';
import { mergedAway, preparedForMany } from './provider-privacy.ts';
import { rowAt } from './provider-rows.ts';
import { ssoOf } from './provider-sso.ts';
import { looseLogin, rolledOut, soldProfile } from './speeds.ts';

/** Words that only this provider's rows hold, by the class of the field they stand in. */
export interface Canaries {
  subscriber: string;
  staff: string;
  internal: string;
  secrets: string[];
}

export interface Provider {
  tenant: Tenant;
  caller: Caller;
  /** One row of each kind, named as inputs name it: `customerId` is `ids.customer`. */
  ids: Record<string, string>;
  /** Of an invitation that nobody has accepted. */
  token: string;
  /** The same at the tenant door. */
  accountToken: string;
  canaries: Canaries;
}

/** The row of `ids` that a field of an operation's input names: `customerId` by itself, `id` by the path. */
export function rowNamed(
  ids: Record<string, string>,
  { method, path }: { method: string; path: string },
  field: string,
): string {
  const other = otherRow[`${path} ${field}`];
  if (other) return ids[other]!;
  const routes = [`${method} ${path}/`, `${path}/`];
  const longest = Object.keys(rowAt)
    .filter((prefix) => routes.some((route) => route.startsWith(`${prefix}/`)))
    .sort((a, b) => b.length - a.length)[0];
  const name = /^ids?$/.test(field) ? longest && rowAt[longest] : field.replace(/Ids?$/, '');
  const id = name ? ids[name] : undefined;
  if (!id) throw new Error(`laws/provider.ts must make what ${field} of ${path} names, and say so.`);
  return id;
}

/**
 * An ISP at work with one of everything, made through its services; what only a device or a browser makes is written
 * directly. Needs the engine. @param net second octet of its addresses, and what else must differ between two
 */
export async function provider(t: TestKernel, tenant: Tenant, net: number): Promise<Provider> {
  const mark = `${tenant.slug}-canary`;
  const canaries: Canaries = {
    subscriber: `subscriber-${mark}`,
    staff: `staff-${mark}`,
    internal: `internal-${mark}`,
    secrets: [`secret-nas-${mark}`, `secret-portal-${mark}`, `secret-staff-${mark}`],
  };
  const system: Caller = { door: 'isp', tenant, actor: systemActor('laws'), requestId: uuidv7(t.clock.nowMs()) };
  const owner = (text: string, values: unknown[] = []) => t.db.owner.query(text, values);
  const now = new Date(t.clock.nowMs()).toISOString();

  const member = await t.run(
    staff,
    'addMember',
    {
      email: `${canaries.staff}@example.test`,
      name: `Ada ${canaries.staff}`,
      role: 'administrator',
      password: canaries.secrets[2]!,
    },
    system,
  );
  const caller = t.as({ tenant, id: member.id });
  const role = await t.run(staff, 'createRole', { name: 'Nobody’s', permissions: ['customers.customer:read'] }, caller);
  const idleRole = await t.run(staff, 'createRole', { name: 'Idle', permissions: ['customers.customer:read'] }, caller);
  const held = await t.run(
    staff,
    'createRole',
    { name: 'Somebody’s', permissions: ['customers.customer:read'] },
    caller,
  );
  const invited = await t.run(
    staff,
    'invite',
    { email: `invited@${tenant.slug}.test`, name: 'Invited', roleIds: [held.id] },
    caller,
  );
  await t.settle();
  const [invitation] = (await t.run(mail, 'list', { template: 'staff-invitation' }, caller)).items;
  const { text: invitationText } = await t.run(mail, 'getCredential', { id: invitation!.id }, caller);
  const token = new URL(/https?:\/\/\S+/.exec(invitationText)![0]).searchParams.get('token')!;
  const key = await t.run(apiKeys, 'create', { name: 'law', permissions: ['customers.customer:read'] }, caller);
  canaries.secrets.push(key.key!);
  const { rows: userRows } = await owner('select user_id from member where id = $1', [member.id]);
  const sessions = [uuidv7(t.clock.nowMs()), uuidv7(t.clock.nowMs())] as const;
  for (const session of sessions)
    await owner(
      `insert into auth_isp.session (id, token, "userId", "tenantId", "expiresAt", "createdAt", "updatedAt", factor)
       values ($1, $2, $3, $4, now() + interval '1 hour', now(), now(), 'password')`,
      [session, `secret-session-${mark}-${session}`, userRows[0].user_id, tenant.id],
    );
  canaries.secrets.push(`secret-session-${mark}`);

  const customer = await t.run(
    customers,
    'create',
    {
      kind: 'business',
      name: `Zoe ${canaries.subscriber}`,
      email: `${canaries.subscriber}@example.test`,
      phone: '+49301234567',
      serviceAddress: { line1: `${canaries.subscriber} street 1`, city: 'Berlin', country: 'DE' },
      taxNumber: canaries.subscriber,
      tags: ['gold'],
      customFields: { note: canaries.internal },
    },
    caller,
  );
  const contact = await t.run(
    customers,
    'addContact',
    { id: customer.id, role: 'billing', name: `Eve ${canaries.subscriber}`, email: 'eve@example.test' },
    caller,
  );
  await t.run(portalAccounts, 'open', { customerId: customer.id, password: canaries.secrets[1]! }, caller);

  const speeds = { downloadKbps: 100_000, uploadKbps: 40_000 };
  const plan = await t.run(
    internetPlans,
    'create',
    { code: 'fiber-100', name: 'Fiber 100', ...speeds, priceMinor: 3990, setupFeeMinor: 5000 },
    caller,
  );
  await t.run(internetPlans, 'activate', { id: plan.id }, caller);
  await t.run(internetPlans, 'create', { code: 'draft', name: 'Draft', ...speeds, priceMinor: 1 }, caller);
  const pool = await t.run(
    ipManagement,
    'createPool',
    { name: 'Lines', type: 'ipv4_private', cidr: `10.${net}.0.0/24`, gateway: `10.${net}.0.1`, isDefault: true },
    caller,
  );
  const spare = await t.run(
    ipManagement,
    'createPool',
    { name: 'Spare', type: 'ipv6_global', cidr: `2001:db8:${net}::/64` },
    caller,
  );
  const fixed = await t.run(
    ipManagement,
    'createPool',
    { name: 'Static', type: 'ipv4_private', cidr: `172.16.${net}.0/24` },
    caller,
  );
  const range = await t.run(
    ipManagement,
    'reserveRange',
    { poolId: fixed.id, prefixLength: 30, reason: canaries.internal },
    caller,
  );
  await t.run(
    ipManagement,
    'noteExternal',
    { source: 'elsewhere', items: [{ address: `172.16.${net}.9`, detail: canaries.subscriber }] },
    { ...caller, actor: systemActor('laws') },
  );
  const nas = await t.run(
    radius,
    'createNas',
    {
      name: 'bng-1',
      address: `192.0.2.${net}`,
      vendor: 'mikrotik',
      sharedSecret: canaries.secrets[0]!,
      description: canaries.internal,
    },
    caller,
  );
  await t.run(freeradius, 'enable', {}, caller);

  await t.run(radius, 'updatePolicy', { gardenName: canaries.internal.slice(0, 30).replace(/\s/g, '-') }, caller);

  const subscription = await t.run(subscriptions, 'order', { customerId: customer.id, planId: plan.id }, caller);
  // A pool that no line can draw from: this sale is rolled back.
  const failed = await t.run(
    subscriptions,
    'order',
    { customerId: customer.id, planId: plan.id, poolId: spare.id },
    caller,
  );
  // Another customer, whose line was paused for a while and whose invoice is void.
  const other = await t.run(
    customers,
    'create',
    { name: 'Other', serviceAddress: { line1: 'Street 2', city: 'Berlin', country: 'DE' } },
    caller,
  );
  const paused = await t.run(subscriptions, 'order', { customerId: other.id, planId: plan.id }, caller);
  const profiles = await soldProfile(t, caller, other.id);
  const runs = await settled(t, caller, 4);
  await t.run(subscriptions, 'suspend', { id: paused.id, reason: 'abuse' }, caller);
  await t.run(subscriptions, 'resume', { id: paused.id }, caller);
  const [wrong] = (await t.run(invoices, 'list', { customerId: other.id }, caller)).items;
  const otherPlan = await movedAbout(t, caller, paused.id);
  await t.run(invoices, 'void', { id: wrong!.id, reason: 'Written by mistake' }, caller);
  const theirs = { customerId: customer.id };
  const account = (await t.run(radius, 'listAccounts', theirs, caller)).items[0]!;
  const invoice = (await t.run(invoices, 'list', theirs, caller)).items[0]!;
  const reservation = (await t.run(ipManagement, 'ofSubscriber', { id: subscription.id }, caller)).items[0]!;
  const letter = (await t.run(mail, 'list', { ...theirs, template: 'welcome' }, caller)).items[0]!;
  const spareLogin = await looseLogin(t, caller, `spare-${net}`, canaries.internal);
  canaries.secrets.push(spareLogin.newPassword!);
  const revealed = await t.run(radius, 'revealPassword', { id: account.id }, caller);
  canaries.secrets.push(revealed.password!);
  const paid = await paidAtCounter(t, caller, { tenant, customerId: customer.id, invoiceId: invoice.id, canaries });
  const about = { subjectType: 'customer', subjectId: customer.id } as const;
  const sentOnce = { ...caller, idempotencyKey: 'note' };
  const note = await t.run(records, 'addNote', { ...about, text: canaries.internal }, sentOnce);
  const file = await t.run(
    records,
    'storeFile',
    { ...about, name: `${canaries.subscriber}.txt`, contentBase64: Buffer.from(mark).toString('base64') },
    caller,
  );

  const asked = await t.run(
    tickets,
    'open',
    {
      customerId: customer.id,
      subject: `Help ${canaries.subscriber}`,
      text: canaries.subscriber,
      files: [{ name: `${canaries.subscriber}.jpg`, contentBase64: Buffer.from(mark).toString('base64') }],
    },
    caller,
  );
  await t.run(tickets, 'reply', { id: asked.id, text: canaries.internal, isInternal: true }, caller);

  const dealing = await accountOf(t, caller, { tenant, canaries, session: sessions[1] });
  const sso = await ssoOf(t, caller, { canaries, roleId: role.id, memberId: member.id, tenant });
  const netboxIds = await comparedWithNetbox(t, caller, { tenant, canaries, reservation, pool, now });
  const access = await visited(t, caller, {
    tenantId: tenant.id,
    memberId: invited.id,
    customerId: customer.id,
    internal: canaries.internal,
  });
  const rollout = await rolledOut(t, caller, plan.id);
  // What follows from all this has happened.
  await t.settle();
  const segmented = await keptInSegments(t, caller, { system, customerId: customer.id, canaries });
  const portal = await inPortal(t, caller, {
    customerId: customer.id,
    subscriptionId: subscription.id,
    planId: otherPlan,
    hiddenPlanId: plan.id,
    nasId: nas.id,
    canaries,
  });
  const session = await live(t, tenant, { account, subscription, customer, nas, now, name: customer.name });

  await exported(t, caller, tenant.id, token);
  return {
    tenant,
    caller,
    canaries,
    token,
    accountToken: dealing.token,
    ids: {
      tenant: tenant.id,
      ...access,
      member: member.id,
      invited: invited.id,
      role: role.id,
      idleRole: idleRole.id,
      apiKey: key.id,
      staffSession: sessions[0],
      mySession: sessions[1],
      credentialMail: invitation!.id,
      customer: customer.id,
      contact: contact.id,
      plan: plan.id,
      otherPlan,
      pool: pool.id,
      spare: spare.id,
      nas: nas.id,
      subscription: subscription.id,
      failed: failed.id,
      account: account.id,
      spareLogin: spareLogin.id,
      invoice: invoice.id,
      ...paid,
      reservation: reservation.id,
      range: range.items[0]!.rangeId!,
      mail: letter.id,
      session: session.id,
      ...profiles,
      rollout,
      cause: plan.id,
      subject: customer.id,
      note: note.id,
      file: file.id,
      ticket: asked.id,
      assignee: member.id,
      ticketFile: asked.messages[0]!.files[0]!.id,
      run: runs[0]!,
      failedRun: runs.at(-1)!,
      ...netboxIds,
      ...sso,
      ...(await licensed(t, tenant)),
      ...(await branded(t, caller, tenant.slug)),
      ...dealing.ids,
      ...segmented,
      ...(await preparedForMany(t, caller, { customerId: customer.id })),
      ...(await documentOf(t, caller, customer.id, canaries.subscriber)),
      ...portal,
      ...(await mergedAway(t, caller, { customerId: customer.id })),
    },
  };
}

/** Waits until the sales of a provider are over; the ids of their runs, the completed one first. */
async function settled(t: TestKernel, caller: Caller, count: number): Promise<string[]> {
  for (const until = Date.now() + 30_000; Date.now() < until; await new Promise((next) => setTimeout(next, 50))) {
    await t.settle();
    const { items } = await t.run(orchestration, 'list', { workflow: 'provision-subscription' }, caller);
    if (items.length === count && items.every((r) => r.status === 'completed' || r.status === 'rolled_back'))
      return items.toSorted((a, b) => (a.status < b.status ? -1 : 1)).map((r) => r.id);
  }
  throw new Error('The sales were not over in time.');
}
