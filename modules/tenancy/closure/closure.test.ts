import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { durable } from '#kernel/durable.ts';
import { folderFiles, startFiles } from '#kernel/files.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { portalAccounts } from '#modules/identity/portal-accounts/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { records } from '#modules/platform/records/contract.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { closure } from './contract.ts';
import { sourcesOf } from './export.ts';
import { eraseClosed } from './workflows.ts';

vi.setConfig({ testTimeout: 90_000 });
const folder = mkdtempSync(join(tmpdir(), 'dotmac-closure-'));
startFiles(folderFiles(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const t = await testIdentity(modules);
const operator = t.as({ door: 'platform' });
const beta = t.as({ tenant: t.beta });
beforeAll(() => t.startEngine());

const state = () => t.run(closure, 'get', { id: t.beta.id }, operator);
async function until(wanted: string) {
  for (let tries = 0; tries < 1000; tries += 1) {
    await t.settle();
    const now = await state();
    if (now.state === wanted) return now;
    await new Promise((next) => setTimeout(next, 50));
  }
  const { rows } = await t.db.owner.query(
    `select s.name, s.status, o.function_name, left(o.error, 200) as error from dbos.workflow_status s left join dbos.operation_outputs o using (workflow_uuid) where s.name = 'export-tenant' order by o.function_id desc limit 3`,
  );
  throw new Error(`It did not become ${wanted}: ${JSON.stringify(rows)}`);
}
const close = (reason = 'The contract ended') =>
  t.run(closure, 'close', { id: t.beta.id, reason, graceDays: 45 }, operator);

describe('closing a provider', () => {
  let user = '';
  test('locks everybody out, writes everything out, and mails a link to its administrator', async () => {
    const member = await t.run(
      staff,
      'addMember',
      { email: 'boss@beta.test', name: 'Boss', role: 'administrator', password: 'Horse-battery-staple-9' },
      { ...beta, actor: { ...beta.actor, kind: 'system' } },
    );
    user = member.id;
    const browser = t.browser('isp');
    expect((await browser.signIn('boss@beta.test', 'Horse-battery-staple-9')).status).toBe(200);
    for (let n = 0; n < 230; n += 1)
      await t.run(
        customers,
        'create',
        { name: `Ngozi ${n}`, serviceAddress: { line1: 'Broad Street 1', city: 'Lagos', country: 'NG' } },
        beta,
      );
    const [first] = (await t.run(customers, 'list', { limit: 1 }, beta)).items;
    await t.run(
      records,
      'storeFile',
      { subjectType: 'customer', subjectId: first!.id, name: 'id card.txt', contentBase64: 'aGVsbG8=' },
      beta,
    );
    await t.run(customers, 'create', {
      name: 'Alpha only',
      serviceAddress: { line1: 'S', city: 'Berlin', country: 'DE' },
    });

    await close();
    t.tenants.forget();
    const done = await until('closed');
    expect(done).toMatchObject({ mailTo: 'admin@beta.test', exportFiles: 1, reason: 'The contract ended' });
    expect(done.exportRows).toBeGreaterThan(230);
    t.tenants.forget();
    t.identity.accounts.forget();
    expect((await browser.get('/api/v1/customers')).status).toBe(401);
    expect((await t.browser('isp').signIn('boss@beta.test', 'Horse-battery-staple-9')).status).toBe(403);
    expect((await t.tenants.bySlug('beta'))?.networkOn).toBe(false);
    await expect(close()).rejects.toMatchObject({ code: 'conflict' });
  });

  test('gives the archive to whoever has the link, for 30 days, and to nobody at the platform', async () => {
    const [letter] = await t.linksTo('admin@beta.test');
    const token = letter!.link.searchParams.get('token') ?? '';
    const there = (await t.tenants.bySlug('beta'))!;
    const anyone = {
      ...t.as({ kind: 'anonymous', permissions: [], tenant: there }),
      actor: { ...t.as().actor, kind: 'anonymous' as const },
    };
    expect(await t.run(closure, 'offered', { token }, anyone)).toMatchObject({ providerName: 'Beta', files: 1 });
    const { filename, body } = await t.run(closure, 'download', { token }, anyone);
    expect(filename).toMatch(/^beta-2026-03-10\.zip$/);
    const archive = join(folder, 'export.zip');
    writeFileSync(archive, body);
    // Read by another program than ours.
    const names: string[] = JSON.parse(
      execFileSync('python3', [
        '-c',
        'import sys,zipfile,json; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(json.dumps(z.namelist())); z.extractall(sys.argv[2])',
        archive,
        join(folder, 'out'),
      ]).toString(),
    );
    expect(names).toContain('README.txt');
    const lines = readFileSync(join(folder, 'out/customers.list.jsonl'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(230);
    expect(lines[0]).toContain('Broad Street 1');
    expect(lines.join('')).not.toContain('Alpha only');
    const file = names.find((name) => name.startsWith('files/'));
    expect(readFileSync(join(folder, 'out', file!), 'utf8')).toBe('hello');
    await expect(t.run(closure, 'download', { token }, operator)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.run(closure, 'download', { token: `beta.${'x'.repeat(43)}` }, anyone)).rejects.toMatchObject({
      code: 'not_found',
    });

    t.clock.advance(1000);
    await t.run(closure, 'sendLink', { id: t.beta.id }, operator);
    await t.settle();
    await expect(t.run(closure, 'download', { token }, anyone)).rejects.toMatchObject({ code: 'not_found' });
    const fresh = (await t.linksTo('admin@beta.test'))[0]!.link.searchParams.get('token') ?? '';
    await t.run(closure, 'offered', { token: fresh }, anyone);
    t.clock.advance(31 * 86_400_000);
    await expect(t.run(closure, 'download', { token: fresh }, anyone)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('can be taken back with everything there, until the time of grace is over', async () => {
    await t.run(closure, 'reopen', { id: t.beta.id, reason: 'They paid' }, operator);
    t.tenants.forget();
    const browser = t.browser('isp');
    expect((await browser.signIn('boss@beta.test', 'Horse-battery-staple-9')).status).toBe(200);
    expect(
      (await t.run(customers, 'list', { limit: 1 }, t.as({ tenant: (await t.tenants.bySlug('beta'))! }))).items,
    ).toHaveLength(1);
    expect(await state()).toMatchObject({ state: 'reopened', eraseAfter: null });
  });

  test('deletes what is there when the time of grace is over, and not before', async () => {
    const restored = t.as({ tenant: (await t.tenants.bySlug('beta'))! });
    const [one] = (await t.run(customers, 'list', { limit: 1 }, restored)).items;
    await t.run(portalAccounts, 'open', { customerId: one!.id }, restored);
    await close('Again');
    await until('closed');
    t.tenants.forget();
    const left = async (table: string) =>
      (await t.db.owner.query(`select count(*)::int as n from ${table} where tenant_id = $1`, [t.beta.id])).rows[0].n;
    const erase = async (key: string) => {
      await durable().start(eraseClosed, key, { tenantId: t.beta.id });
      for (let tries = 0; tries < 1000; tries += 1) {
        const { rows } = await t.db.owner.query(`select status from dbos.workflow_status where workflow_uuid like $1`, [
          `erase-closed:${t.beta.id}:${key}`,
        ]);
        if (rows[0]?.status === 'SUCCESS') return;
        if (rows[0]?.status === 'ERROR') {
          const { rows: why } = await t.db.owner.query(
            `select function_name, error from dbos.operation_outputs where workflow_uuid = $1 and error is not null`,
            [`erase-closed:${t.beta.id}:${key}`],
          );
          throw new Error(`The run failed: ${JSON.stringify(why)}`);
        }
        await new Promise((next) => setTimeout(next, 50));
      }
      const { rows } = await t.db.owner.query(
        `select function_name, error from dbos.operation_outputs where workflow_uuid = $1`,
        [`erase-closed:${t.beta.id}:${key}`],
      );
      throw new Error(`The run did not end: ${JSON.stringify(rows)}`);
    };
    await erase('early');
    expect(await left('customer')).toBe(230);
    t.clock.advance(46 * 86_400_000);
    await erase('due');
    await until('erased');
    for (const table of ['customer', 'member', 'portal_account', 'stored_file', 'mail_message'])
      expect(await left(table), table).toBe(0);
    expect(await left('audit_entry')).toBeGreaterThan(0);
    const { rows } = await t.db.owner.query(
      `select count(*)::int as n from auth_isp."user" where email = 'boss@beta.test'`,
    );
    expect(rows[0].n).toBe(0);
    expect((await t.run(customers, 'list', {})).items).toHaveLength(1);
    await expect(t.run(closure, 'reopen', { id: t.beta.id, reason: 'Too late' }, operator)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(user).not.toBe('');
  });
});

test('an export holds every list that staff of a provider can ask for', () => {
  const keys = sourcesOf(modules.map((m) => m.contract)).map(({ key }) => key);
  for (const key of [
    'customers.list',
    'invoices.list',
    'subscriptions.list',
    'tickets.list',
    'audit.list',
    'radius.listAccounts',
  ])
    expect(keys).toContain(key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a suspended provider issues no invoice, its network goes on or not as was chosen, and all comes back', async () => {
  await t.run(tenants, 'suspend', { id: t.alpha.id, reason: 'Unpaid licence', networkOn: false }, operator);
  t.tenants.forget();
  expect(await t.tenants.bySlug('alpha')).toMatchObject({ status: 'suspended', networkOn: false });
  expect((await t.browser('isp').get('/api/v1/customer/branding?provider=alpha')).body.status).toBe('suspended');
  await t.run(tenants, 'resume', { id: t.alpha.id }, operator);
  t.tenants.forget();
  expect(await t.tenants.bySlug('alpha')).toMatchObject({ status: 'active', networkOn: true });
});
