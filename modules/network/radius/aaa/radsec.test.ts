import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { code } from '#protocols/radius/codes.ts';
import { papCredentials } from '#protocols/radius/credentials.ts';
import { radsecSecret } from '#protocols/radius/radsec.ts';
import { encodeRequest } from '#protocols/radius/request.ts';
import { type IssuedCertificate, RadSecPeer, TestAuthority } from '#protocols/radius/testing.ts';
import { radius } from '../contract.ts';
import { radiusModule } from '../module.ts';
import {
  type AaaProcess,
  cleanUp,
  eventually,
  freeUdpPort,
  missingPeer,
  radclient,
  startAaa,
  temporaryFolder,
} from './testing.ts';

const password = 'correct horse 9';
let t: TestKernel;
let aaa: AaaProcess;
let authority: TestAuthority;
let bng: IssuedCertificate;
let nasId: string;
const peers: RadSecPeer[] = [];

beforeAll(async () => {
  t = await testKernel([{ ...customersModule, reactions: [] }, radiusModule]);
  authority = new TestAuthority();
  const server = authority.issue('radius.example', 'IP:127.0.0.1', 'DNS:localhost');
  bng = authority.issue('bng-1', 'DNS:bng-1.example');
  const customer = await t.run(customers, 'create', {
    name: 'Ada Obi',
    serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' },
  });
  for (const username of ['ada@example.net', 'obi@example.net'])
    await t.asSystem(radius, 'createAccount', {
      username,
      password,
      subscriptionId: crypto.randomUUID(),
      customerId: customer.id,
      downloadKbps: 100_000,
      uploadKbps: 20_000,
    });
  nasId = (
    await t.run(radius, 'createNas', {
      name: 'bng-1',
      address: '192.0.2.1',
      vendor: 'mikrotik',
      sharedSecret: 'of-no-use-here',
      radsecIdentity: 'BNG-1.example',
    })
  ).id;
  aaa = await startAaa({
    urls: t.db.urls,
    masterKey: t.db.masterKey,
    dataDir: temporaryFolder(),
    radsec: { certificate: server.certificateFile, key: server.keyFile, clientCa: authority.file },
  });
}, 60_000);
afterAll(() => {
  for (const peer of peers) peer.end();
  authority?.remove();
  cleanUp();
});

async function connected(own: IssuedCertificate): Promise<RadSecPeer> {
  const peer = await RadSecPeer.connect(aaa.radsecPort!, authority, own);
  peers.push(peer);
  return peer;
}
const login = (identifier: number, username: string) =>
  encodeRequest({
    code: code['Access-Request'],
    identifier,
    secret: radsecSecret,
    messageAuthenticator: false,
    attributes: [{ name: 'User-Name', value: username }, ...papCredentials(password)],
  });
const report = (identifier: number, username: string, id: string, more: Attribute[] = []) =>
  encodeRequest({
    code: code['Accounting-Request'],
    identifier,
    secret: radsecSecret,
    attributes: [
      { name: 'Acct-Status-Type', value: 'Start' },
      { name: 'User-Name', value: username },
      { name: 'NAS-Identifier', value: 'bng-1' },
      { name: 'Acct-Session-Id', value: id },
      ...more,
    ],
  });
const sessionRow = (id: string) =>
  eventually(`session ${id} is in the database`, async () => {
    const { rows } = await t.db.owner.query('select * from radius_session where acct_session_id = $1', [id]);
    return rows[0] as { nas_id: string; username: string; framed_ip_address: string } | undefined;
  });

it('a NAS known by its certificate logs in and accounts over one connection, through the same spool', async () => {
  const peer = await connected(bng);
  peer.send(login(1, 'ada@example.net'), login(2, 'nobody@example.net'), report(3, 'ada@example.net', 'tls-1'));
  const replies = await Promise.all([1, 2, 3].map((identifier) => peer.reply(identifier)));
  expect(replies.map((reply) => reply.code)).toEqual([
    code['Access-Accept'],
    code['Access-Reject'],
    code['Accounting-Response'],
  ]);
  expect(await sessionRow('tls-1')).toMatchObject({ nas_id: nasId, username: 'ada@example.net' });
  const nas = await eventually('the NAS has been seen', async () => {
    const found = await t.run(radius, 'getNas', { id: nasId });
    return found.lastSeenAt !== null && found;
  });
  expect(nas).toMatchObject({ radsecIdentity: 'bng-1.example', lastProblem: null });
});

it('the console learns the port', async () => {
  const { items } = await t.run(radius, 'servers', {});
  expect(items).toMatchObject([{ radsecPort: aaa.radsecPort }]);
});

it('a certificate that no NAS has is refused, named in the log, and let in once a NAS has its fingerprint', async () => {
  const stranger = authority.issue('bng-2', 'DNS:bng-2.example');
  const refused = await connected(stranger);
  refused.send(login(1, 'ada@example.net'));
  await refused.closed;
  expect(refused.replies).toEqual([]);
  const [, fingerprint] = await eventually('it is named', () => /SHA-256 ([\dA-F:]{95})/.exec(aaa.output()));
  const made = await t.run(radius, 'createNas', {
    name: 'bng-2',
    address: '192.0.2.2',
    vendor: 'cisco',
    radsecIdentity: fingerprint!,
  });
  expect(made.radsecIdentity).toMatch(/^sha256:[\da-f]{64}$/);
  const peer = await eventually('it is let in', async () => {
    const again = await connected(stranger);
    again.send(login(7, 'ada@example.net'));
    return again.reply(7).then(
      () => again,
      () => undefined,
    );
  });

  await t.run(radius, 'updateNas', { id: made.id, radsecIdentity: null });
  await eventually('it is heard no more', async () => {
    if (!peer.socket.writable) return true;
    peer.send(login(8, 'ada@example.net'));
    await sleep(20);
    return peer.socket.closed;
  });
});

it('a certificate belongs to one NAS in the installation', async () => {
  await expect(
    t.run(radius, 'createNas', {
      name: 'theirs',
      address: '192.0.2.9',
      vendor: 'cisco',
      radsecIdentity: 'bng-1.EXAMPLE',
    }),
  ).rejects.toMatchObject({ code: 'conflict', field: 'radsecIdentity' });
});

const withoutRadclient = missingPeer('radclient');
if (withoutRadclient) console.warn(`SKIPPED Status-Server: ${withoutRadclient}`);
it.skipIf(withoutRadclient)('Status-Server is answered on both UDP ports too, to a NAS only', async () => {
  await t.run(radius, 'createNas', {
    name: 'udp',
    address: '127.0.0.90',
    vendor: 'generic',
    sharedSecret: 'udp-secret',
  });
  const ask = (port: number, from = '127.0.0.90') =>
    radclient(port, 'status', 'udp-secret', ['Message-Authenticator = 0x00'], from);
  await eventually('the NAS is known', async () => (await ask(aaa.authPort)).includes('Received Access-Accept'));
  expect(await ask(aaa.acctPort)).toContain('Received Accounting-Response');
  expect(await ask(aaa.authPort, '127.0.0.91')).not.toContain('Received');
});

const missing = missingPeer('radsecproxy', 'radclient');
if (missing) console.warn(`SKIPPED against radsecproxy: ${missing}`);
it.skipIf(missing)('radclient reaches the engine through radsecproxy', async () => {
  const folder = temporaryFolder();
  const port = await freeUdpPort();
  const file = path.join(folder, 'radsecproxy.conf');
  writeFileSync(
    file,
    `ListenUDP 127.0.0.1:${port}
tls default {
  CACertificateFile ${authority.file}
  CertificateFile ${bng.certificateFile}
  CertificateKeyFile ${bng.keyFile}
}
client 127.0.0.1 {
  type udp
  secret udp-secret
}
server dotmac {
  type tls
  host 127.0.0.1
  port ${aaa.radsecPort}
  statusserver on
}
realm * {
  server dotmac
  accountingServer dotmac
}
`,
  );
  const proxy = spawn('radsecproxy', ['-f', '-c', file, '-i', path.join(folder, 'pid')], { stdio: 'pipe' });
  let said = '';
  proxy.stderr.on('data', (chunk) => (said += chunk));
  try {
    await eventually('radsecproxy is connected', () => /connected to|up and running|TLS connection/i.test(said));
    const credentials = ['User-Name = "obi@example.net"', `User-Password = "${password}"`];
    expect(await radclient(port, 'auth', 'udp-secret', credentials), said).toContain('Received Access-Accept');
    expect(await radclient(port, 'auth', 'udp-secret', [credentials[0]!, 'User-Password = "wrong"'])).toContain(
      'Received Access-Reject',
    );
    const accounting = [
      'Acct-Status-Type = Start',
      'User-Name = "obi@example.net"',
      'Acct-Session-Id = "proxied-1"',
      'NAS-IP-Address = 192.0.2.1',
      'Framed-IP-Address = 10.1.2.3',
    ];
    expect(await radclient(port, 'acct', 'udp-secret', accounting)).toContain('Received Accounting-Response');
    expect(await sessionRow('proxied-1')).toMatchObject({ nas_id: nasId, framed_ip_address: '10.1.2.3' });
  } finally {
    proxy.kill();
  }
});
