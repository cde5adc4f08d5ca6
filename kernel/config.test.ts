import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { describeConfig, loadConfig } from './config.ts';

const folders: string[] = [];
function folder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'dotmac-config-'));
  folders.push(made);
  return made;
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});
const keyText = 'ab'.repeat(32);

test('an empty environment gives the documented defaults', () => {
  const config = loadConfig({});
  expect(config).toMatchObject({
    ispPort: 3000,
    platformPort: 3001,
    radiusAuthPort: 1812,
    radiusAcctPort: 1813,
    host: '127.0.0.1',
    demo: undefined,
    databaseUrl: undefined,
  });
  expect(config.dataDir).toBe(path.resolve('data'));
  expect(config.ispUrl).toBe('http://localhost:3000');
});

test.each([
  [{ DOTMAC_ISP_PORT: '70000' }, 'DOTMAC_ISP_PORT must be a port number from 0 to 65535.'],
  [{ DOTMAC_ISP_PORT: 'http' }, 'DOTMAC_ISP_PORT must be a port number from 0 to 65535.'],
  [{ DOTMAC_PLATFORM_PORT: '3000' }, 'DOTMAC_PLATFORM_PORT must differ from DOTMAC_ISP_PORT.'],
  [{ DOTMAC_RADIUS_ACCT_PORT: '1812' }, 'DOTMAC_RADIUS_ACCT_PORT must differ from DOTMAC_RADIUS_AUTH_PORT.'],
  [{ DOTMAC_DEMO: 'yes' }, 'DOTMAC_DEMO must be 0 or 1.'],
  [{ DATABASE_URL: 'mysql://a@b/c' }, 'DATABASE_URL must look like postgres://user:password@host:5432/database.'],
  [{ DATABASE_URL: 'postgres://host' }, 'DATABASE_URL must look like postgres://user:password@host:5432/database.'],
  [
    { DOTMAC_MASTER_KEY: 'short' },
    'DOTMAC_MASTER_KEY must be 64 hexadecimal digits (32 bytes), such as openssl rand -hex 32 prints.',
  ],
  [{ DOTMAC_LOG_LEVEL: 'loud' }, 'DOTMAC_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.'],
  [{ DOTMAC_ISP_URL: 'isp.example.net' }, 'DOTMAC_ISP_URL must be an address such as https://isp.example.net.'],
  [{ DOTMAC_RADSEC_CERT: '/nowhere/server.pem' }, 'DOTMAC_RADSEC_CERT must name a file that this user can read.'],
  [
    { DOTMAC_GRAPHQL_DOCUMENTS: '/nowhere.json' },
    'DOTMAC_GRAPHQL_DOCUMENTS must name a readable JSON file of GraphQL documents by their SHA-256.',
  ],
  [{ DOTMAC_ISPPORT: '3000' }, 'DOTMAC_ISPPORT is not a setting; npx dotmac config lists them.'],
])('%j is refused with a sentence that names the variable and the rule', (env, sentence) => {
  expect(() => loadConfig(env)).toThrow(
    expect.objectContaining({ code: 'invalid', message: sentence, field: Object.keys(env)[0] }),
  );
});

test('RadSec is off without its files, on with all three, and never half', () => {
  const dataDir = folder();
  const file = (name: string) => {
    writeFileSync(path.join(dataDir, name), 'pem');
    return path.join(dataDir, name);
  };
  const env = {
    DOTMAC_RADSEC_CERT: file('server.pem'),
    DOTMAC_RADSEC_KEY: file('server.key'),
    DOTMAC_RADSEC_CLIENT_CA: file('ca.pem'),
  };
  expect(loadConfig({}).radsec).toBeUndefined();
  expect(describeConfig({}).find((line) => line.name === 'DOTMAC_RADSEC_CERT')).toMatchObject({
    source: 'unset',
    about: expect.stringContaining('RadSec is off'),
  });
  expect(loadConfig(env).radsec).toEqual({
    port: 2083,
    certificate: env.DOTMAC_RADSEC_CERT,
    key: env.DOTMAC_RADSEC_KEY,
    clientCa: env.DOTMAC_RADSEC_CLIENT_CA,
  });
  expect(() => loadConfig({ ...env, DOTMAC_RADSEC_CLIENT_CA: '' })).toThrow(
    expect.objectContaining({
      code: 'invalid',
      field: 'DOTMAC_RADSEC_CLIENT_CA',
      message: 'DOTMAC_RADSEC_CLIENT_CA must be set when DOTMAC_RADSEC_CERT is.',
    }),
  );
});

test('a variable set to nothing counts as unset', () => {
  expect(loadConfig({ DOTMAC_ISP_PORT: '', DOTMAC_DEMO: ' ' })).toMatchObject({ ispPort: 3000, demo: undefined });
});

test('the master key is made once, kept for its owner only, and the same ever after', () => {
  const dataDir = folder();
  const first = loadConfig({ DOTMAC_DATA: dataDir }).masterKey();
  expect(first).toHaveLength(32);
  expect(loadConfig({ DOTMAC_DATA: dataDir }).masterKey()).toEqual(first);
  const file = path.join(dataDir, 'master.key');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8').trim()).toBe(first.toString('hex'));
});

test('a master key in the environment wins and is not written down', () => {
  const dataDir = folder();
  expect(loadConfig({ DOTMAC_DATA: dataDir, DOTMAC_MASTER_KEY: keyText }).masterKey().toString('hex')).toBe(keyText);
  expect(() => statSync(path.join(dataDir, 'master.key'))).toThrow();
});

test('a damaged key file is refused rather than replaced', () => {
  const dataDir = folder();
  writeFileSync(path.join(dataDir, 'master.key'), 'abc');
  expect(() => loadConfig({ DOTMAC_DATA: dataDir }).masterKey()).toThrow(/master\.key is damaged/);
  expect(readFileSync(path.join(dataDir, 'master.key'), 'utf8')).toBe('abc');
});

test('the list of settings masks secrets and says where each value comes from', () => {
  const dataDir = folder();
  const env = {
    DATABASE_URL: 'postgres://isp:hunter2@db.example.net:5432/dotmac',
    DOTMAC_MASTER_KEY: keyText,
    DOTMAC_DATA: dataDir,
  };
  const lines = new Map(describeConfig(env).map((line) => [line.name, line]));
  expect(JSON.stringify([...lines.values()])).not.toMatch(/hunter2|abab/);
  expect(lines.get('DATABASE_URL')).toMatchObject({
    source: 'environment',
    value: expect.stringContaining('db.example.net'),
  });
  expect(lines.get('DOTMAC_ISP_PORT')).toMatchObject({ source: 'default', value: '3000' });
  expect(lines.get('DOTMAC_DEMO')).toMatchObject({ source: 'unset' });
  loadConfig({ DOTMAC_DATA: dataDir }).masterKey();
  expect(describeConfig({ DOTMAC_DATA: dataDir }).find((line) => line.name === 'DOTMAC_MASTER_KEY')).toMatchObject({
    source: 'file',
  });
});

test('roles have connections of their own, derived from the owner and the master key', () => {
  const env = { DATABASE_URL: 'postgres://owner:x@db:5432/dotmac?sslmode=require', DOTMAC_MASTER_KEY: keyText };
  const { app, system } = loadConfig(env).databaseUrls();
  expect(app).toMatch(/^postgres:\/\/dotmac_app:[\w-]{43}@db:5432\/dotmac\?sslmode=require$/);
  expect(new URL(system).password).not.toBe(new URL(app).password);
  expect(() => loadConfig({}).databaseUrls()).toThrow(/npx dotmac start/);
});
