import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '#kernel/clock.ts';
import { testDatabase } from '#kernel/testing/database.ts';
import { apiKeyLookup } from '#modules/identity/api-keys/lookup.ts';

const db = await testDatabase();
const data = mkdtempSync(path.join(tmpdir(), 'dotmac-cli-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

interface Result {
  code: number;
  out: string;
  err: string;
}
/** `line` as typed, without quoting. */
const dotmac = (line: string, input = ''): Promise<Result> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [path.join(import.meta.dirname, 'main.ts'), ...line.split(' ')],
      {
        env: {
          ...process.env,
          DATABASE_URL: db.ownerUrl,
          DOTMAC_MASTER_KEY: db.masterKey.toString('hex'),
          DOTMAC_DATA: data,
          DOTMAC_DEMO: '0',
          NODE_ENV: 'production',
        },
      },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? 1) : 0, out: out.trim(), err: err.trim() }),
    );
    child.stdin?.end(input);
  });
const newTenant =
  'tenant create --slug fastfiber --name FastFiber --country DE --currency EUR --zone Europe/Berlin --admin-name Anna --admin-email anna@fastfiber.test';

test('a fresh installation gets its first operator, a provider, staff and a key from the command line', {
  timeout: 120_000,
}, async () => {
  const { rows: before } = await db.owner.query(
    'select (select count(*) from auth_isp.account)::int + (select count(*) from auth_platform.account)::int as accounts',
  );
  expect(before).toEqual([{ accounts: 0 }]);

  const short = await dotmac('user create --door platform --email op@dotmac.test --password-stdin', 'short\n');
  expect(short).toMatchObject({ code: 1, err: expect.stringContaining('at least 12 characters') });
  const first = await dotmac(
    'user create --door platform --email op@dotmac.test --password-stdin',
    'correct horse battery\n',
  );
  expect(first).toMatchObject({ code: 0, out: 'op@dotmac.test can sign in to the platform as Operator.' });

  const made = await dotmac(newTenant);
  expect(made.out, made.err).toMatch(/^Created FastFiber \(fastfiber\)\. The invitation to anna@fastfiber\.test/);

  const care = await dotmac(
    'user create --door isp --tenant fastfiber --email c@fastfiber.test --role Care --password-stdin',
    'correct horse battery\n',
  );
  expect(care.out, care.err).toBe('c@fastfiber.test can sign in to FastFiber as Care.');

  const key = await dotmac(
    'api-key create --tenant fastfiber --name ci --can customers.customer:read --can billing.invoice:read',
  );
  expect(key.out, key.err).toMatch(/^dmk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
  const found = await apiKeyLookup({ pools: db.pools, clock: systemClock }).find(key.out);
  expect(found?.actor.permissions.list).toEqual(['customers.customer:read', 'billing.invoice:read']);

  const { rows } = await db.owner.query<{ actor: string }>(
    `select distinct actor_name as actor from audit_entry where actor_kind = 'system'`,
  );
  expect(rows.map((r) => r.actor)).toEqual([expect.stringMatching(/^command line \(/)]);
});

test('the accounts of the demo are listed with where they enter', async () => {
  const { code, out } = await dotmac('demo accounts');
  expect(code).toBe(0);
  for (const part of ['admin@fastfiber.example', 'operator@dotmac.example', 'customer-portal?provider=hillwireless'])
    expect(out).toContain(part);
  expect((await dotmac('demo start --subscribers 7')).err).toMatch(/20 to 100000/);
});
