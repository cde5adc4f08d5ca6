import { beforeAll, describe, expect, test } from 'vitest';
import { startHeartbeat } from '#kernel/heartbeat.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { installation, loadInstallation } from '#kernel/installation.ts';
import { createLog } from '#kernel/log.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { audit } from '#modules/platform/audit/contract.ts';
import { sealAudit } from '#modules/platform/audit/sealer.ts';
import { crossSearch } from '#modules/platform/search/contract.ts';
import { settings } from '#modules/platform/settings/contract.ts';
import { domains } from '#modules/tenancy/domains/contract.ts';
import { general } from '#modules/tenancy/general/contract.ts';
import { onboarding } from '#modules/tenancy/onboarding/contract.ts';
import { doneOf } from '#modules/tenancy/onboarding/rules.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { system } from './contract.ts';

const t = await testIdentity(modules);
const operator = t.as({ door: 'platform' });
beforeAll(() => t.startEngine());
const canary = 'Canarious';
const person = async () =>
  t.run(customers, 'create', {
    name: `${canary} Subscriber`,
    email: 'canarious@subscriber.test',
    phone: '+4930555123',
    serviceAddress: { line1: `${canary} Street 1`, city: `${canary}ville`, country: 'DE' },
  });

async function until<T>(ask: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 200; tries += 1) {
    await t.settle();
    const value = await ask();
    if (done(value)) return value;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error('It did not come to pass.');
}

describe('settings', () => {
  const value = async (name: string) =>
    (await t.run(settings, 'list', {}, operator)).items.find((item) => item.name === name);

  test('have a history, are checked by their rule, and an earlier value can be set again', async () => {
    expect(await value('customerSessionDays')).toMatchObject({ value: 30, fallback: 30, changedBy: null });
    await t.run(settings, 'change', { name: 'customerSessionDays', value: 14, reason: 'Shorter' }, operator);
    t.clock.advance(1000);
    await t.run(settings, 'change', { name: 'customerSessionDays', value: 7 }, operator);
    t.clock.advance(1000);
    for (const wrong of [0, 366, 1.5, 'many', null])
      await expect(
        t.run(settings, 'change', { name: 'customerSessionDays', value: wrong }, operator),
      ).rejects.toMatchObject({
        code: 'invalid',
        field: 'value',
      });
    const { items } = await t.run(settings, 'history', { name: 'customerSessionDays' }, operator);
    expect(items).toMatchObject([
      { before: 14, value: 7, changedBy: 'Test person' },
      { before: 30, value: 14, reason: 'Shorter' },
    ]);
    await t.run(settings, 'restore', { name: 'customerSessionDays', changeId: items[1]!.id }, operator);
    expect(installation().customerSessionDays).toBe(30);
    t.clock.advance(1000);
    await t.run(settings, 'change', { name: 'customerSessionDays', value: 21 }, operator);
    await loadInstallation(t.db.pools.system);
    expect(installation().customerSessionDays).toBe(21);
  });

  test('are read by the code they concern: passwords, sessions, the notice that anyone sees', async () => {
    await t.run(settings, 'change', { name: 'passwordLength', value: 16 }, operator);
    await t.run(settings, 'change', { name: 'staffSessionHours', value: 2 }, operator);
    await t.run(settings, 'change', { name: 'maintenanceNotice', value: 'Tonight at ten.' }, operator);
    t.clock.advance(1000);
    await t.run(settings, 'change', { name: 'supportEmail', value: 'help@dotmac.test' }, operator);
    t.identity.forget({
      name: 'setting.changed',
      position: '',
      id: '',
      tenantId: '',
      at: '',
      actorId: null,
      payload: {},
    });
    expect((await t.browser('isp').get('/api/v1/installation')).body).toEqual({
      maintenanceNotice: 'Tonight at ten.',
      supportEmail: 'help@dotmac.test',
      passwordLength: 16,
    });
    const made = await t.run(
      tenants,
      'create',
      {
        name: 'Gamma',
        slug: 'gamma',
        country: 'DE',
        currency: 'EUR',
        timeZone: 'UTC',
        adminName: 'G',
        adminEmail: 'g@gamma.test',
      },
      operator,
    );
    await t.settle();
    const { rows } = await t.db.owner.query(
      `select reply_to from mail_message where "to" = 'g@gamma.test' and template = 'staff-invitation'`,
    );
    expect(rows).toEqual([{ reply_to: 'help@dotmac.test' }]);
    const invited = (await t.linksTo('g@gamma.test')).find(({ template }) => template === 'staff-invitation');
    const token = invited!.link.searchParams.get('token');
    const browser = t.browser('isp');
    const accept = (password: string) =>
      browser.send('POST', '/api/v1/invitations/accept', { token, password, name: 'G' });
    expect((await accept('Horse-battery-staple-9')).status).toBeLessThan(300);
    expect((await browser.signIn('g@gamma.test', 'Horse-battery-staple-9')).status).toBe(200);
    const short = await browser.send('POST', '/api/auth/isp/change-password', {
      currentPassword: 'Horse-battery-staple-9',
      newPassword: 'Zebra-kettle-1',
    });
    expect(short.status).toBe(400);
    const { rows: sessions } = await t.db.owner.query<{ hours: number }>(
      `select extract(epoch from "expiresAt" - "createdAt") / 3600 as hours from auth_isp.session where "tenantId" = $1`,
      [made.id],
    );
    expect(Number(sessions[0]!.hours)).toBeCloseTo(2, 1);
    await t.run(settings, 'change', { name: 'maintenanceNotice', value: null }, operator);
    expect(installation().maintenanceNotice).toBeNull();
    await t.run(settings, 'change', { name: 'passwordLength', value: 12 }, operator);
  });
});

describe('the system page', () => {
  test('tells from heartbeats which processes live', async () => {
    const heart = startHeartbeat(t.db.pools.system, createLog('test', 'silent'), ['api', 'aaa'], '9.9.9');
    const { items } = await until(
      () => t.run(system, 'processes', {}, operator),
      ({ items }) => items.length === 2,
    );
    expect(items).toMatchObject([
      { role: 'aaa', state: 'alive', version: '9.9.9' },
      { role: 'api', state: 'alive' },
    ]);
    await t.db.owner.query(`update process_heartbeat set seen_at = now() - interval '40 seconds' where role = 'aaa'`);
    expect((await t.run(system, 'processes', {}, operator)).items.find((p) => p.role === 'aaa')).toMatchObject({
      state: 'lost',
    });
    await heart.stop();
    expect((await t.run(system, 'processes', {}, operator)).items).toEqual([]);
  });

  test('shows how far reactions are, what waits, and tries it again when asked', async () => {
    await person();
    await t.settle();
    expect(await t.run(system, 'events', {}, operator)).toMatchObject({ waiting: 0, newestAt: expect.any(String) });
    const eventId = uuidv7(t.clock.nowMs());
    await t.db.owner.query(
      `insert into reaction_retry (tenant_id, reaction, event_id, position, event, attempts, next_at, last_error)
       values ($1, 'mail.send', $2, '1.1', $3, 4, now() + interval '1 hour', 'Ada Canarious is not there')`,
      [
        t.alpha.id,
        eventId,
        { name: 'mail.queued', at: '2026-03-10T08:00:00Z', payload: {}, id: eventId, tenantId: t.alpha.id },
      ],
    );
    const { items } = await t.run(system, 'waiting', {}, operator);
    expect(items).toMatchObject([{ reaction: 'mail.send', providerName: 'Alpha', attempts: 4, behind: 1 }]);
    expect(JSON.stringify(items)).not.toContain(canary);
    await t.run(system, 'retryReaction', { eventId, reaction: 'mail.send' }, operator);
    await until(
      async () =>
        (await t.db.owner.query('select attempts from reaction_retry where event_id = $1', [eventId])).rows[0],
      (row) => row?.attempts !== 4,
    );
    await t.db.owner.query('delete from reaction_retry where event_id = $1', [eventId]);
    await expect(t.run(system, 'retryReaction', { eventId, reaction: 'mail.send' }, operator)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('knows runs, migrations, versions and room', async () => {
    expect((await t.run(system, 'schema', {}, operator)).items[0]).toMatchObject({
      kind: 'migration',
      name: expect.stringMatching(/^0000/),
    });
    expect(await t.run(system, 'machine', {}, operator)).toMatchObject({
      version: '0.1.0',
      databaseVersion: expect.stringMatching(/^18/),
      mailConfigured: false,
    });
    expect(Array.isArray((await t.run(system, 'engine', {}, operator)).items)).toBe(true);
  });
});

describe('the search across providers', () => {
  const find = async (q: string) => (await t.run(crossSearch, 'find', { q }, operator)).items;

  test('finds providers, their staff, NAS and domains, and whose any id is', async () => {
    const { rows } = await t.db.owner.query(
      `insert into member (tenant_id, name, email, status) values ($1, 'Noc', 'noc@alpha.test', 'active') returning id`,
      [t.alpha.id],
    );
    const colleague = rows[0];
    await t.run(radius, 'createNas', { name: 'edge-1', address: '192.0.2.77', vendor: 'cisco' });
    await t.run(domains, 'add', { domain: 'findme.alpha.test' });
    expect(await find('ALPH')).toContainEqual(
      expect.objectContaining({ kind: 'provider', label: 'Alpha', detail: 'alpha' }),
    );
    expect(await find('noc@')).toMatchObject([
      { kind: 'staff', staffEmail: 'noc@alpha.test', id: colleague.id, providerName: 'Alpha' },
    ]);
    expect(await find('192.0.2.77')).toMatchObject([{ kind: 'nas', label: 'edge-1' }]);
    expect(await find('findme')).toMatchObject([{ kind: 'domain', label: 'findme.alpha.test' }]);
    await t.db.owner.query(
      `insert into account_invoice (tenant_id, number, reason, seller_name, payer_name, payer_country, issued_on, due_on,
         period_start, period_end, currency, total_minor, issued_at)
       values ($1, 'DM-FIND-7', 'change', 'DotMac', 'Alpha', 'DE', '2026-03-01', '2026-03-15', '2026-03-01', '2026-04-01', 'USD', 0, now())`,
      [t.alpha.id],
    );
    expect(await find('dm-find')).toMatchObject([{ kind: 'invoice', label: 'DM-FIND-7', providerName: 'Alpha' }]);
    const { id } = await person();
    expect(await find(id)).toEqual([
      {
        kind: 'record',
        id,
        label: 'customer',
        detail: null,
        staffEmail: null,
        providerId: t.alpha.id,
        providerName: 'Alpha',
      },
    ]);
    expect(await find(t.alpha.id)).toMatchObject([{ kind: 'provider' }]);
    expect(await find(uuidv7(t.clock.nowMs()))).toEqual([]);
  });

  test('never finds a subscriber, nor says a word about one', async () => {
    await person();
    for (const q of [canary, 'canarious@subscriber.test', '+4930555123', `${canary} Street`, '%%', '__'])
      expect(JSON.stringify(await find(q)), q).not.toMatch(/canar/i);
    const answers = await Promise.all([
      t.run(audit, 'trail', { limit: 200 }, operator),
      t.run(audit, 'trail', { q: canary }, operator),
      t.run(system, 'engine', {}, operator),
    ]);
    expect(JSON.stringify(answers)).not.toMatch(/canar/i);
    const said = await t.db.owner.query<{ name: string }>(
      `select table_name as name from information_schema.views where table_schema = 'platform_view'`,
    );
    for (const { name } of said.rows) {
      const { rows } = await t.db.owner.query(
        `select count(*)::int as n from platform_view.${name} v where v::text ilike '%canar%'`,
      );
      expect(rows[0].n, name).toBe(0);
    }
  });
});

describe('the audit of providers', () => {
  test('is filtered by provider, person, operation, outcome and time', async () => {
    await t.run(internetPlans, 'create', {
      code: 'p1',
      name: 'P1',
      downloadKbps: 1000,
      uploadKbps: 1000,
      priceMinor: 1,
    });
    await t.run(
      general,
      'update',
      { name: 'Beta', currency: 'NGN', timeZone: 'Africa/Lagos', locale: 'en' },
      t.as({ tenant: t.beta }),
    );
    const list = async (filters: object) => (await t.run(audit, 'trail', { limit: 200, ...filters }, operator)).items;
    expect((await list({ operation: 'internet-plans.create' })).map((e) => e.providerName)).toEqual(['Alpha']);
    expect(new Set((await list({ providerId: t.beta.id })).map((e) => e.providerName))).toEqual(new Set(['Beta']));
    expect(await list({ actor: 'nobody of this name' })).toEqual([]);
    expect(await list({ to: '2026-01-01T00:00:00Z' })).toEqual([]);
    expect((await list({ outcome: 'refused' })).every((e) => e.outcome !== 'ok')).toBe(true);
    const first = await t.run(audit, 'trail', { limit: 2 }, operator);
    const second = await t.run(audit, 'trail', { limit: 2, cursor: first.next! }, operator);
    expect(new Set([...first.items, ...second.items].map((e) => e.id)).size).toBe(4);
  });

  test('is checked for one provider or all, and tells which was tampered with', async () => {
    await until(
      () => sealAudit(t.db.pools.system),
      (sealed) => sealed === 0,
    );
    await t.run(audit, 'checkProviders', {}, operator);
    const all = async () => (await t.run(audit, 'checks', {}, operator)).items;
    const checked = await until(all, (items) => items.every((item) => item.checkedAt !== null));
    expect(checked.every((item) => item.intact)).toBe(true);
    await t.db.owner.query(
      `update audit_entry set outcome = 'changed' where tenant_id = $1 and operation = 'internet-plans.create'`,
      [t.alpha.id],
    );
    t.clock.advance(60_000);
    await t.run(audit, 'checkProviders', { providerId: t.alpha.id }, operator);
    const broken = await until(all, (items) => items.some((item) => !item.intact));
    expect(broken.filter((item) => !item.intact)).toMatchObject([
      { providerName: 'Alpha', problem: expect.stringContaining('altered') },
    ]);
  });
});

test('onboarding counts from real rows, for the provider and for the platform alike', async () => {
  const mine = await t.run(onboarding, 'mine', {});
  expect(mine.planAt).not.toBeNull();
  expect(mine.firstOnlineAt).toBeNull();
  expect(await t.run(onboarding, 'ofTenant', { id: t.alpha.id }, operator)).toEqual(mine);
  expect(doneOf(await t.run(onboarding, 'ofTenant', { id: t.beta.id }, operator))).toBe(0);
});

test('a provider’s own name and zone reach the list of providers, and its currency is locked by the first invoice', async () => {
  await t.run(
    general,
    'update',
    { name: 'Beta Net', currency: 'KES', timeZone: 'Africa/Nairobi', locale: 'en-KE' },
    t.as({ tenant: t.beta }),
  );
  const row = await until(
    () => t.run(tenants, 'get', { id: t.beta.id }, operator),
    ({ name }) => name === 'Beta Net',
  );
  expect(row).toMatchObject({ currency: 'KES', timeZone: 'Africa/Nairobi' });
  await expect(
    t.run(general, 'update', { name: 'B2', currency: 'XXQ', timeZone: 'UTC', locale: 'en' }, t.as({ tenant: t.beta })),
  ).rejects.toMatchObject({ field: 'currency' });
});
