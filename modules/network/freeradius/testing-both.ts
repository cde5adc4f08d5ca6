import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { moveForeign } from '#modules/network/radius/aaa/foreign.ts';
import {
  type AaaProcess,
  cleanUp,
  eventually,
  startAaa,
  temporaryFolder,
} from '#modules/network/radius/aaa/testing.ts';
import { nasVendors, radius } from '#modules/network/radius/contract.ts';
import { radiusModule } from '#modules/network/radius/module.ts';
import { tenantsModule } from '#modules/tenancy/tenants/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { type Attribute, decodeAttributes } from '#protocols/radius/attributes.ts';
import { RadiusClient } from '#protocols/radius/client.ts';
import { code } from '#protocols/radius/codes.ts';
import { papCredentials } from '#protocols/radius/credentials.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { writeConfiguration } from './config/write.ts';
import { freeradius, type PasswordForm } from './contract.ts';
import { startInbox } from './inbox.ts';
import { freeradiusModule } from './module.ts';
import {
  type FreeRadiusProcess,
  freePort,
  killFreeRadius,
  libDir,
  startFreeRadius,
  unpackFreeRadius,
} from './testing.ts';

// Importing this file sets up both engines for the calling test file: DotMac's own in its process, and FreeRADIUS on the
// configuration that the product generates, both on the same database.

export const missing = unpackFreeRadius();
if (missing !== undefined) console.warn(`Skipped: FreeRADIUS cannot be had here (${missing}).`);

export const secret = 'a-shared-secret';
export const password = 'correct horse 9';
export let t: TestKernel;
let aaa: AaaProcess;
let freeRadius: FreeRadiusProcess;
export let ports: { auth: number; acct: number };
export let customerId: string;
let inbox: { stop(): Promise<void> };
export const work = mkdtempSync(path.join(tmpdir(), 'dotmac-both-'));

export async function enable(passwordForm: PasswordForm = 'cleartext') {
  const enabled = await t.run(freeradius, 'enable', { passwordForm });
  await eventually('the logins are copied', async () => {
    await t.settle();
    return (await t.run(freeradius, 'status', {})).copiedAt;
  });
  return enabled;
}

beforeAll(async () => {
  if (missing !== undefined) return;
  t = await testKernel([{ ...customersModule, reactions: [] }, radiusModule, freeradiusModule, tenantsModule]);
  await t.startEngine();
  const address = { line1: 'Road 1', city: 'Lagos', country: 'NG' };
  customerId = (await t.run(customers, 'create', { name: 'Ada Obi', serviceAddress: address })).id;
  for (const [i, vendor] of nasVendors.entries())
    await t.run(radius, 'createNas', { name: vendor, address: `127.0.0.${40 + i}`, vendor, sharedSecret: secret });
  aaa = await startAaa({ urls: t.db.urls, masterKey: t.db.masterKey, dataDir: temporaryFolder() });
  const { role, newPassword } = await enable();
  ports = { auth: await freePort(), acct: await freePort() };
  const { port, pathname } = new URL(t.db.ownerUrl);
  await writeConfiguration(
    work,
    {
      tenant: 'Alpha',
      database: { host: '127.0.0.1', port: Number(port), name: pathname.slice(1), role },
      folder: work,
      listen: ['127.0.0.1'],
      authPort: ports.auth,
      acctPort: ports.acct,
      libDir,
      logDir: work,
      runDir: work,
    },
    { password: newPassword },
  );
  freeRadius = await startFreeRadius(work, work, process.env['FREERADIUS_DEBUG'] !== undefined);
  inbox = startInbox({ pool: t.db.pools.system, log: t.kernel.log, nowMs: Date.now, move: moveForeign });
}, 90_000);
afterAll(async () => {
  await inbox?.stop();
  if (process.env['FREERADIUS_DEBUG']) console.log(freeRadius?.log());
  await freeRadius?.stop();
  killFreeRadius();
  cleanUp();
  rmSync(work, { recursive: true, force: true });
});

let n = 0;
export async function account(more: Record<string, unknown> = {}) {
  const subscriptionId = crypto.randomUUID();
  const made = await t.asSystem(radius, 'createAccount', {
    username: `user${++n}@example.net`,
    password,
    subscriptionId,
    customerId,
    downloadKbps: 100_000,
    uploadKbps: 20_000,
    framedIpAddress: `10.1.0.${n}`,
    delegatedIpv6Prefix: `2001:db8:${n}::/56`,
    ...more,
  });
  await t.settle();
  return { ...made, subscriptionId };
}

export type Engine = 'own' | 'freeradius';
export const engines: Engine[] = ['own', 'freeradius'];
const authPort = (engine: Engine) => (engine === 'own' ? aaa.authPort : ports.auth);
export const acctPort = (engine: Engine) => (engine === 'own' ? aaa.acctPort : ports.acct);

export async function send(port: number, from: string, request: Parameters<RadiusClient['send']>[1]) {
  const client = new RadiusClient({ localAddress: from, retransmit: { timeoutMs: 2000, tries: 2 } });
  try {
    return await client.send({ address: '127.0.0.1', port, secret: new SharedSecret(secret) }, request);
  } finally {
    client.close();
  }
}
export async function login(engine: Engine, credentials: Attribute[], username: string, from = '127.0.0.40') {
  const result = await send(authPort(engine), from, {
    code: code['Access-Request'],
    attributes: [
      { name: 'User-Name', value: username },
      ...credentials,
      { name: 'Calling-Station-Id', value: '02:00:00:00:00:01' },
    ],
  });
  if (!result.ok) return { code: undefined, told: [] };
  const told = decodeAttributes(result.reply)
    .filter(({ name }) => name !== 'Message-Authenticator')
    .map(({ name, vendor, type, tag, value, octets }) => {
      const text = value === undefined || value instanceof Uint8Array ? octets.toString('hex') : String(value);
      return `${name ?? `${vendor}.${type}`}:${tag ?? ''}=${text}`;
    })
    .sort();
  return { code: result.reply.code, told };
}
export const known = (engine: Engine, username: string, credentials = papCredentials(password)) =>
  eventually(
    `${username} may log in at ${engine}`,
    async () => (await login(engine, credentials, username)).code === code['Access-Accept'],
  );
