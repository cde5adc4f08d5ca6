import { beforeAll, expect, test } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { type Browser, testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { audit } from '#modules/platform/audit/contract.ts';
import { records } from '#modules/platform/records/contract.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import { portalVisits } from './contract.ts';

const t = await testIdentity(modules);
const password = 'correct horse battery';
const serviceAddress = { line1: 'Hafenstraße 14', city: 'Hamburg', country: 'DE' };
let count = 0;
async function colleague(role = 'care', tenant = t.alpha) {
  const email = `agent${++count}@${tenant.slug}.test`;
  const system = { ...t.as({ tenant }), actor: { ...t.as().actor, kind: 'system' as const, id: null } };
  const member = await t.run(staff, 'addMember', { email, name: `Agent ${count}`, role, password }, system);
  const browser = t.browser('isp', `198.51.100.${count}`);
  expect((await browser.signIn(email, password)).status).toBe(200);
  return { ...member, browser };
}
type Colleague = Awaited<ReturnType<typeof colleague>>;
const person = (name: string, tenant = t.alpha) =>
  t.run(customers, 'create', { name, serviceAddress }, t.as({ tenant }));
const start = (agent: Colleague, customerId: string) =>
  agent.browser.send('POST', `/api/v1/customers/${customerId}/portal-visits`, {
    reason: 'They cannot find their bill',
  });
const redeem = (link: string, browser: Browser) =>
  browser.send('POST', '/api/auth/customer/visit', { token: new URL(link).hash.slice('#customer.'.length) });
const me = async (b: Browser) => (await b.get('/api/v1/customer/session')).status;
async function visiting(agent: Colleague, customerId: string) {
  const started = await start(agent, customerId);
  expect(started.status, JSON.stringify(started.body)).toBe(200);
  expect((await redeem(started.body.link, agent.browser)).status).toBe(200);
  return started.body as { id: string; link: string };
}
let jonas: Colleague;
let customer: Awaited<ReturnType<typeof person>>;
beforeAll(async () => {
  jonas = await colleague();
  customer = await person('Sabine Sub');
});

test('a colleague sees the portal as the subscriber, under a banner’s facts, and the staff console goes on beside it', async () => {
  const { id } = await visiting(jonas, customer.id);
  const b = jonas.browser;
  expect((await b.get('/api/v1/customer/me')).body).toMatchObject({ id: customer.id, name: 'Sabine Sub' });
  expect((await b.get('/api/v1/customer/session')).body).toMatchObject({
    user: { name: `${jonas.name} for Sabine Sub` },
    visit: {
      kind: 'portal-visit',
      id,
      by: jonas.name,
      onBehalfOf: 'Sabine Sub',
      readOnly: true,
      until: '2026-03-10T09:30:00.000Z',
    },
  });
  expect((await b.get('/api/v1/session')).body).toMatchObject({ user: { name: jonas.name }, visit: null });
  expect((await b.send('POST', '/api/v1/customer/portal-visits/leave')).status).toBe(200);
  expect(await me(b)).toBe(401);
});

test('a visitor only looks, unless the provider lets them act, and even then never as the keeper of the account', async () => {
  const ask = { subject: 'Bill', text: 'Which bill is open?' };
  await visiting(jonas, customer.id);
  const b = jonas.browser;
  const refusal = await b.send('POST', '/api/v1/customer/support/tickets', ask);
  expect(refusal).toMatchObject({
    status: 403,
    body: { detail: 'You are a visitor here and may only look; nothing was changed.' },
  });
  await t.run(portalVisits, 'setSettings', { mayAct: true });
  // A visit that began as one to look stays one.
  expect((await b.send('POST', '/api/v1/customer/support/tickets', ask)).status).toBe(403);
  await visiting(jonas, customer.id);
  const opened = await b.send('POST', '/api/v1/customer/support/tickets', ask);
  expect(opened.status, JSON.stringify(opened.body)).toBe(201);
  const ticket = await t.run(tickets, 'get', { id: opened.body.id });
  expect(ticket.messages[0]).toMatchObject({ author: 'customer', authorName: `${jonas.name} for Sabine Sub` });
  expect(
    (await b.send('POST', '/api/auth/customer/change-password', { currentPassword: 'x', newPassword: password }))
      .status,
  ).toBe(401);
  // Taken back, it binds at once, in visits that go on as well.
  await t.run(portalVisits, 'setSettings', { mayAct: false });
  expect((await b.send('POST', '/api/v1/customer/support/tickets', ask)).status).toBe(403);
});

test('a link works once and for a minute; followed three times at once, it opens one visit', async () => {
  const first = (await start(jonas, customer.id)).body.link;
  expect((await redeem(first, jonas.browser)).status).toBe(200);
  expect((await redeem(first, t.browser('isp', '203.0.113.1'))).status).toBe(400);
  const late = (await start(jonas, customer.id)).body;
  t.clock.advance(60_000);
  expect((await redeem(late.link, t.browser('isp', '203.0.113.2'))).body.detail).toContain('too old');
  const { items } = await t.run(portalVisits, 'list', { customerId: customer.id });
  expect(items.find((v) => v.id === late.id)?.status).toBe('unused');
  const race = (await start(jonas, customer.id)).body.link;
  const answers = await Promise.all([3, 4, 5].map((n) => redeem(race, t.browser('isp', `203.0.113.${n}`))));
  expect(answers.map((a) => a.status).sort()).toEqual([200, 400, 400]);
});

test('a visit ends after half an hour by the server’s clock', async () => {
  await visiting(jonas, customer.id);
  t.clock.advance(30 * 60_000 - 1);
  expect(await me(jonas.browser)).toBe(200);
  t.clock.advance(1);
  expect(await me(jonas.browser)).toBe(401);
});

test('another provider’s customer is not found, and a link is of its own provider', async () => {
  const theirs = await person('Elsewhere', t.beta);
  expect((await start(jonas, theirs.id)).status).toBe(404);
  expect((await t.run(portalVisits, 'list', {}, t.as({ tenant: t.beta }))).items).toEqual([]);
  const { id } = await visiting(jonas, customer.id);
  await expect(t.run(portalVisits, 'end', { id }, t.as({ tenant: t.beta }))).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a visit ends when it is ended, when its visitor signs out, is locked out or loses the right', async () => {
  const one = await visiting(jonas, customer.id);
  await t.run(portalVisits, 'end', { id: one.id });
  expect(await me(jonas.browser)).toBe(401);
  await expect(t.run(portalVisits, 'end', { id: one.id })).rejects.toMatchObject({ code: 'conflict' });

  const agent = await colleague();
  await visiting(agent, customer.id);
  const right = { id: agent.id, permission: 'customers.portal-visit:write', reason: 'Not any more' };
  const { overrides } = await t.run(staff, 'setOverride', { ...right, effect: 'deny' });
  expect(await me(agent.browser)).toBe(401);
  expect((await start(agent, customer.id)).status).toBe(403);
  await t.run(staff, 'liftOverride', { id: agent.id, overrideId: overrides[0]!.id });

  await visiting(agent, customer.id);
  const kept = new Map(agent.browser.cookies);
  await agent.browser.send('POST', '/api/auth/isp/sign-out', {});
  for (const [name, value] of kept) agent.browser.cookies.set(name, value);
  expect(await me(agent.browser)).toBe(401);

  const locked = await colleague();
  const unused = (await start(locked, customer.id)).body.link;
  await visiting(locked, customer.id);
  await t.run(staff, 'disable', { id: locked.id });
  expect(await me(locked.browser)).toBe(401);
  expect((await redeem(unused, t.browser('isp'))).status).toBe(400);
});

test('only a person starts a visit: no API key, and nobody who visits themselves', async () => {
  await expect(
    t.run(portalVisits, 'start', { customerId: customer.id, reason: 'Because' }, t.as({ kind: 'api-key' })),
  ).rejects.toMatchObject({ code: 'forbidden' });
});

test('every call is on record as the colleague’s on behalf of the subscriber, whose timeline shows the visit', async () => {
  const someone = await person('Tom Timeline');
  const { id } = await visiting(jonas, someone.id);
  await jonas.browser.get('/api/v1/customer/me');
  await jonas.browser.send('POST', '/api/v1/customer/support/tickets', { subject: 'x', text: 'y' });
  await jonas.browser.send('POST', '/api/v1/customer/portal-visits/leave');
  const entries = (await t.run(audit, 'list', { q: id, limit: 100 })).items;
  for (const [operation, outcome] of [
    ['portal-visits.begin', 'ok'],
    ['customers.me', 'ok'],
    ['tickets.ask', 'forbidden'],
    ['portal-visits.leave', 'ok'],
  ]) {
    const found = entries.find((e) => e.operation === operation);
    expect(found, operation).toMatchObject({
      outcome,
      door: 'customer',
      actorKind: 'staff',
      actorName: jonas.name,
      onBehalfOf: 'Tom Timeline',
    });
  }
  const { items } = await t.run(records, 'timeline', { id: someone.id });
  expect(items.map((i) => i.event)).toEqual(
    expect.arrayContaining(['portal-visit.started', 'portal-visit.entered', 'portal-visit.ended']),
  );
  expect(JSON.stringify(items)).toContain(jonas.name);
});
