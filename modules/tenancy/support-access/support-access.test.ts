import { beforeAll, expect, test } from 'vitest';
import type { Caller } from '#kernel/context.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { systemActor } from '#kernel/kernel.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { type Browser, testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { audit } from '#modules/platform/audit/contract.ts';
import { supportAccess } from './contract.ts';
import { type AccessStatus, accessRefusal, accessStatuses, statusAt } from './rules.ts';

const t = await testIdentity(modules);
const password = 'correct horse battery';
const platform: Caller = { door: 'platform', tenant: null, actor: systemActor('test'), requestId: 'test' };
const refused = (work: Promise<unknown>, code: string, field?: string) =>
  expect(work).rejects.toMatchObject({ code, ...(field ? { field } : {}) });

/** An operator in the platform's console. */
async function operator(email: string, role: string) {
  const member = await t.kernel.run(platform, staff, 'addMember', { email, name: `Op ${role}`, role, password });
  const browser = t.browser('platform', '198.51.100.7');
  expect((await browser.signIn(email, password)).status).toBe(200);
  return { member, browser };
}
const admin = t.as({ id: '01900000-0000-7000-8000-000000000001' });
let paula: Awaited<ReturnType<typeof operator>>;
let observer: Awaited<ReturnType<typeof operator>>;
beforeAll(async () => {
  await t.asSystem(staff, 'addMember', { email: 'admin@alpha.test', name: 'Ada', role: 'administrator', password });
  await t.asSystem(staff, 'addMember', { email: 'care@alpha.test', name: 'Jonas', role: 'care', password });
  paula = await operator('paula@dotmac.test', 'operator');
  observer = await operator('obs@dotmac.test', 'observer');
});

const at = '/api/v1/platform/support-access';
const ask = (more: object = {}, who = paula.browser) =>
  who.send('POST', at, { tenantId: t.alpha.id, reason: 'Bills are counted twice', minutes: 30, ...more });
const enterLink = async (id: string, who = paula.browser) => who.send('POST', `${at}/${id}/enter`);
const redeem = (link: string, browser: Browser) =>
  browser.send('POST', '/api/auth/isp/visit', { token: new URL(link).hash.slice('#isp.'.length) });

/** Asked, approved and entered. */
async function inside(more: object = {}) {
  const asked = await ask(more);
  expect(asked.status, JSON.stringify(asked.body)).toBe(201);
  await t.settle();
  const { id } = asked.body;
  await t.run(supportAccess, 'approve', { id }, admin);
  const made = await enterLink(id);
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  const browser = t.browser('isp', '198.51.100.8');
  expect((await redeem(made.body.link, browser)).status).toBe(200);
  return { id: id as string, link: made.body.link as string, browser };
}
const session = async (b: Browser) => (await b.get('/api/v1/session')).status;

test('support asks, the provider hears by mail and approves, support enters and leaves', async () => {
  const asked = await ask({ role: 'admin' });
  expect(asked.body).toMatchObject({ status: 'asked', tenantName: 'Alpha', role: 'admin', minutes: 30 });
  await t.settle();
  expect((await enterLink(asked.body.id)).body.detail).toContain('has not been answered yet');
  const [mail] = await t.linksTo('admin@alpha.test');
  expect(mail).toMatchObject({ template: 'support-asked', tenantId: t.alpha.id });
  expect(await t.linksTo('care@alpha.test')).toEqual([]);

  await t.run(supportAccess, 'approve', { id: asked.body.id }, admin);
  const made = await enterLink(asked.body.id);
  const b = t.browser('isp', '198.51.100.8');
  expect((await redeem(made.body.link, b)).status).toBe(200);
  expect((await b.get('/api/v1/session')).body).toMatchObject({
    user: { name: 'Op operator', email: '' },
    tenant: { slug: 'alpha' },
    visit: {
      kind: 'support-access',
      id: asked.body.id,
      by: 'Op operator',
      readOnly: false,
      until: '2026-03-10T09:30:00.000Z',
    },
  });
  expect((await t.linksTo('admin@alpha.test')).map((m) => m.template).sort()).toEqual([
    'support-asked',
    'support-entered',
  ]);

  expect((await b.send('POST', '/api/v1/support-access/leave')).status).toBe(200);
  const after = await b.get('/api/v1/session');
  expect(after.status).toBe(401);
  expect(after.headers['set-cookie']).toContain('Max-Age=0');
  expect(b.cookies.size).toBe(0);
  const { items } = await t.run(supportAccess, 'list', {}, admin);
  expect(items.find((i) => i.id === asked.body.id)).toMatchObject({ status: 'ended', endedBy: 'Op operator' });
});

test('a link works once, for a minute, and only whole', async () => {
  const { id, link, browser } = await inside();
  const other = t.browser('isp', '198.51.100.9');
  expect((await redeem(link, other)).body.detail).toContain('used already');
  expect((await redeem(`${link.slice(0, -4)}AAAA`, other)).status).toBe(400);
  const late = (await enterLink(id)).body.link;
  t.clock.advance(60_000);
  expect((await redeem(late, other)).body.detail).toContain('too old');
  // Of two links the later ends the earlier, and its visit goes on in the one that entered last.
  const first = (await enterLink(id)).body.link;
  t.clock.advance(1000);
  expect((await redeem((await enterLink(id)).body.link, other)).status).toBe(200);
  expect((await redeem(first, t.browser('isp'))).status).toBe(400);
  expect(await session(browser)).toBe(401);
  expect(await session(other)).toBe(200);
});

test('two who follow one link at once: one enters', async () => {
  const { id } = await inside();
  t.clock.advance(1000);
  const { link } = (await enterLink(id)).body;
  const answers = await Promise.all([1, 2, 3].map((n) => redeem(link, t.browser('isp', `198.51.100.${20 + n}`))));
  expect(answers.map((a) => a.status).sort()).toEqual([200, 400, 400]);
});

test('the visit ends at its limit, on the server, and entering again does not lengthen it', async () => {
  const { id, browser } = await inside({ minutes: 15 });
  t.clock.advance(10 * 60_000);
  expect((await redeem((await enterLink(id)).body.link, browser)).status).toBe(200);
  t.clock.advance(5 * 60_000 - 1);
  expect(await session(browser)).toBe(200);
  t.clock.advance(1);
  expect(await session(browser)).toBe(401);
  expect((await enterLink(id)).body.detail).toContain('time limit');
  const { items } = await t.run(supportAccess, 'list', {}, admin);
  expect(items.find((i) => i.id === id)?.status).toBe('expired');
});

test('a provider that says never is not entered, and whoever is inside is out at once', async () => {
  const { browser } = await inside();
  const waiting = (await ask()).body.id;
  await t.settle();
  await t.run(supportAccess, 'setConsent', { mode: 'never' }, admin);
  expect(await session(browser)).toBe(401);
  expect((await ask()).body).toMatchObject({
    code: 'conflict',
    detail: expect.stringContaining('switched support access off'),
  });
  expect((await enterLink(waiting)).status).toBe(409);
  await refused(t.run(supportAccess, 'approve', { id: waiting }, admin), 'conflict');
  await t.run(supportAccess, 'setConsent', { mode: 'always' }, admin);
  const free = (await ask()).body;
  await t.settle();
  expect((await redeem((await enterLink(free.id)).body.link, browser)).status).toBe(200);
  await t.run(supportAccess, 'setConsent', { mode: 'ask' }, admin);
});

test('an approval that is not used lapses after a day', async () => {
  const { id } = (await ask()).body;
  await t.settle();
  await t.run(supportAccess, 'approve', { id }, admin);
  t.clock.advance(24 * 3_600_000);
  expect((await enterLink(id)).body.detail).toContain('not used within 24 hours');
});

test('the provider ends a visit, and the operator’s sign-out, lock-out or lost right ends it too', async () => {
  const one = await inside();
  await t.run(supportAccess, 'end', { id: one.id }, admin);
  expect(await session(one.browser)).toBe(401);

  const ola = await operator('ola@dotmac.test', 'operator');
  const entered = async () => {
    const { id } = (await ask({ role: 'admin' }, ola.browser)).body;
    await t.settle();
    await t.run(supportAccess, 'approve', { id }, admin);
    const b = t.browser('isp', '198.51.100.30');
    expect((await redeem((await enterLink(id, ola.browser)).body.link, b)).status).toBe(200);
    return b;
  };
  const two = await entered();
  await ola.browser.send('POST', '/api/auth/platform/sign-out', {});
  expect(await session(two)).toBe(401);
  expect((await ola.browser.signIn('ola@dotmac.test', password)).status).toBe(200);

  const three = await entered();
  expect((await three.get('/api/v1/session')).body.visit.readOnly).toBe(false);
  await t.db.owner.query(
    `update member_role set role_id = (select id from role where tenant_id = $1 and key = 'observer') where member_id = $2`,
    [platformTenantId, ola.member.id],
  );
  t.clock.advance(5000);
  expect(await session(three)).toBe(401);
});

test('read-only looks and changes nothing; as admin one acts, but makes no account, key, role or consent', async () => {
  const customer = { name: 'By support', serviceAddress: { line1: 'S 1', city: 'Berlin', country: 'DE' } };
  const looking = (await inside()).browser;
  expect((await looking.get('/api/v1/customers')).status).toBe(200);
  expect((await looking.send('POST', '/api/v1/customers', customer)).body.detail).toContain('may only look');
  const acting = (await inside({ role: 'admin' })).browser;
  expect((await acting.send('POST', '/api/v1/customers', customer)).status).toBe(201);
  const roles = (await acting.get('/api/v1/roles')).body.items;
  const tries = [
    acting.send('POST', '/api/v1/users/invitations', { email: 'me@evil.test', name: 'Me', roleIds: [roles[0].id] }),
    acting.send('POST', '/api/v1/api-keys', { name: 'k', permissions: ['customers.customer:read'] }),
    acting.send('POST', '/api/v1/roles', { name: 'r', permissions: ['customers.customer:read'] }),
    acting.send('PUT', '/api/v1/support-access/consent', { mode: 'always' }),
  ];
  for (const answer of await Promise.all(tries)) expect(answer.status).toBe(403);
});

test('nobody enters with more than their own: an observer cannot ask, and an approval is the asker’s alone', async () => {
  expect((await ask({}, observer.browser)).status).toBe(403);
  const looker = t.as({ door: 'platform', permissions: ['platform.support-access:write'] });
  await refused(
    t.run(supportAccess, 'ask', { tenantId: t.alpha.id, reason: 'Because I want to', role: 'admin' }, looker),
    'forbidden',
    'role',
  );
  const { id } = (await ask()).body;
  await t.settle();
  await t.run(supportAccess, 'approve', { id }, admin);
  const mallory = await operator('mallory@dotmac.test', 'operator');
  expect((await enterLink(id, mallory.browser)).body.detail).toContain('Only Op operator');
});

test('another provider neither sees nor decides an access, and a visit stays where it was let in', async () => {
  const { id, browser } = await inside();
  const beta = t.as({ tenant: t.beta });
  expect((await t.run(supportAccess, 'list', {}, beta)).items).toEqual([]);
  for (const op of ['approve', 'refuse', 'end'] as const)
    await refused(t.run(supportAccess, op, { id }, beta), 'not_found');
  expect((await browser.send('POST', '/api/v1/session/tenant', { tenantId: t.beta.id })).status).toBe(403);
  const cookie = [...browser.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
  for (const door of ['customer', 'platform', 'tenant'])
    expect(
      (
        await t
          .browser(door === 'customer' ? 'isp' : 'platform')
          .get(`/api/v1/${door}/session`, { cookie: cookie.replaceAll('isp', door) })
      ).status,
      door,
    ).not.toBe(200);
});

test('everything is on record under the person’s own name: whole with the provider, without a name of anyone at the platform', async () => {
  const { id, browser } = await inside({ role: 'admin' });
  const person = await t.run(customers, 'create', {
    name: 'Canary Person',
    serviceAddress: { line1: 'S 1', city: 'Berlin', country: 'DE' },
  });
  await browser.get(`/api/v1/customers/${person.id}`);
  await browser.send('PATCH', `/api/v1/customers/${person.id}`, { name: 'Canary Changed' });
  await browser.send('POST', '/api/v1/roles', { name: 'r', permissions: ['*'] });
  const here = (await t.run(audit, 'list', { q: id, limit: 200 }, admin)).items;
  for (const [operation, outcome] of [
    ['support-access.begin', 'ok'],
    ['customers.get', 'ok'],
    ['customers.update', 'ok'],
    ['staff.createRole', 'forbidden'],
  ])
    expect(
      here.find((e) => e.operation === operation),
      operation,
    ).toMatchObject({
      outcome,
      actorName: 'Op operator',
      actorKind: 'platform',
      visitId: id,
    });
  const there = (await t.run(audit, 'listPlatform', { q: id, limit: 200 }, t.as({ door: 'platform' }))).items;
  expect(there.map((e) => e.operation)).toEqual(
    expect.arrayContaining([
      'support-access.enter',
      'support-access.ask',
      'customers.get',
      'customers.update',
      'staff.createRole',
    ]),
  );
  expect(there.find((e) => e.operation === 'customers.update')).toMatchObject({
    actorName: 'Op operator',
    visitId: id,
  });
  expect(JSON.stringify(there)).not.toContain('Canary');
  expect(JSON.stringify((await paula.browser.get(`${at}?limit=100`)).body)).not.toContain('Canary');
});

test('signing out inside leaves the visit', async () => {
  const { id, browser } = await inside();
  expect((await browser.send('POST', '/api/auth/isp/sign-out', {})).status).toBe(200);
  expect(await session(browser)).toBe(401);
  expect((await t.run(supportAccess, 'list', {}, admin)).items.find((i) => i.id === id)?.status).toBe('ended');
});

test('what may be done in each state', () => {
  const allowed = (s: AccessStatus) =>
    (['approve', 'refuse', 'enter', 'end'] as const).filter((m) => accessRefusal(m, s) === undefined);
  expect(Object.fromEntries(accessStatuses.map((s) => [s, allowed(s)]))).toEqual({
    asked: ['approve', 'refuse', 'end'],
    approved: ['enter', 'end'],
    refused: [],
    active: ['enter', 'end'],
    ended: [],
    expired: [],
    lapsed: [],
  });
  const row = {
    status: 'active',
    askedAt: '2026-03-10T08:00:00Z',
    decidedAt: null,
    expiresAt: '2026-03-10T09:00:00Z',
  } as const;
  expect(statusAt(row, Date.parse('2026-03-10T09:00:00Z'))).toBe('expired');
  expect(statusAt(row, Date.parse('2026-03-10T08:59:59Z'))).toBe('active');
});
