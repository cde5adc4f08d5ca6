import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { cleanEnv } from '#kernel/testing/clean-env.ts';
import { testDatabase } from '#kernel/testing/database.ts';
import {
  freeRadiusEnvironment,
  freeRadiusFolder,
  libDir,
  unpackFreeRadius,
} from '#modules/network/freeradius/testing.ts';

const missing = unpackFreeRadius();
if (missing !== undefined) console.warn(`Skipped: FreeRADIUS cannot be had here (${missing}).`);

const db = await testDatabase();
const data = mkdtempSync(path.join(tmpdir(), 'dotmac-cli-'));
const out = path.join(data, 'raddb');
afterAll(() => rmSync(data, { recursive: true, force: true }));

const dotmac = (line: string): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(import.meta.dirname, 'main.ts'), ...line.split(' ')],
      {
        env: {
          ...cleanEnv(),
          DATABASE_URL: db.ownerUrl,
          DOTMAC_MASTER_KEY: db.masterKey.toString('hex'),
          DOTMAC_DATA: data,
          DOTMAC_DEMO: '0',
        },
      },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? 1) : 0, out: out.trim(), err: err.trim() }),
    );
  });
const passwordIn = () => /password = "([^"]+)"/.exec(readFileSync(path.join(out, 'sql-password.conf'), 'utf8'))?.[1];
async function connects(role: string, password: string): Promise<boolean> {
  const url = new URL(db.ownerUrl);
  url.username = role;
  url.password = password;
  const client = new pg.Client({ connectionString: url.href });
  try {
    await client.connect();
    await client.query('select * from radcheck');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

test('FreeRADIUS is enabled, given a configuration it takes, and shut out from the command line', {
  timeout: 180_000,
}, async () => {
  const made = await dotmac(
    'tenant create --slug fastfiber --name FastFiber --country DE --currency EUR --zone Europe/Berlin --admin-name Anna --admin-email anna@fastfiber.test',
  );
  expect(made.code, made.err).toBe(0);

  const early = await dotmac(`freeradius config --tenant fastfiber --out ${out}`);
  expect(early).toMatchObject({ code: 1, err: expect.stringContaining('freeradius enable --tenant fastfiber first') });
  const wrong = await dotmac('freeradius enable --tenant fastfiber --passwords plain');
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('nt-hash, salted-hash, cleartext') });

  const enabled = await dotmac('freeradius enable --tenant fastfiber --passwords cleartext');
  expect(enabled.code, enabled.err).toBe(0);
  expect(enabled.out).toContain('reads every password');
  const [, role] = /as (freeradius_[0-9a-f]{32})\./.exec(enabled.out)!;
  const [, first] = /^ {2}(\S{20,})$/m.exec(enabled.out)!;
  expect(await connects(role!, first!)).toBe(true);

  const kept = await dotmac(`freeradius config --tenant fastfiber --out ${out} --folder ${out}`);
  expect(kept.code, kept.err).toBe(0);
  expect(kept.out).toContain('FREERADIUS_DATABASE_PASSWORD');
  expect(passwordIn()).toBe('$ENV{FREERADIUS_DATABASE_PASSWORD}');
  expect(await connects(role!, first!)).toBe(true);

  const config = await dotmac(`freeradius config --tenant fastfiber --out ${out} --folder ${out} --new-password`);
  expect(config.code, config.err).toBe(0);
  expect(await connects(role!, passwordIn()!)).toBe(true);
  expect(await connects(role!, first!)).toBe(false);
  for (const name of [...readdirSync(out), 'certs/server.key'])
    expect(statSync(path.join(out, name)).mode & 0o007, name).toBe(0);
  expect(readFileSync(path.join(out, 'clients.conf'), 'utf8')).toContain('require_message_authenticator = yes');
  const last = passwordIn()!;

  expect((await dotmac('freeradius status --tenant fastfiber')).out).toContain('Logins copied: 0 of 0');
  const gone = await dotmac('freeradius disable --tenant fastfiber');
  expect(gone.code, gone.err).toBe(0);
  expect(await connects(role!, last)).toBe(false);
});

test.skipIf(missing !== undefined)('what it wrote is a configuration by FreeRADIUS’s own judgement', () => {
  // The packages are unpacked, not installed: their libraries lie elsewhere, and there is no user for them.
  const main = path.join(out, 'radiusd.conf');
  const text = readFileSync(main, 'utf8')
    .replace('/usr/lib/freeradius', libDir)
    .replaceAll(/^\t(user|group) = .*$/gm, '');
  const own = mkdtempSync(path.join(data, 'check-'));
  for (const name of readdirSync(out)) spawnSync('cp', ['-r', path.join(out, name), own]);
  spawnSync('tee', [path.join(own, 'radiusd.conf')], {
    input: text.replaceAll(out, own).replaceAll('/var/log/freeradius', own).replaceAll('/run/freeradius', own),
  });
  const checked = spawnSync(
    path.join(freeRadiusFolder, 'usr/sbin/freeradius'),
    ['-C', '-x', '-l', 'stdout', '-n', 'radiusd', '-d', own, '-D', path.join(freeRadiusFolder, 'usr/share/freeradius')],
    { env: freeRadiusEnvironment(), encoding: 'utf8' },
  );
  expect(checked.stdout + checked.stderr).toContain('Configuration appears to be OK');
  expect(checked.status).toBe(0);
});
