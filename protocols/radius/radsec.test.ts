import { randomBytes, X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Attribute, decodeAttributes } from './attributes.ts';
import { verifyReplyMessageAuthenticator, verifyResponseAuthenticator } from './authenticators.ts';
import { type Code, code } from './codes.ts';
import type { Packet } from './packet.ts';
import { certificateIdentity, identitiesOf } from './peer-certificate.ts';
import { type RadSecOptions, type RadSecServer, radsecSecret, startRadSecServer } from './radsec.ts';
import { bareReply } from './reply.ts';
import { encodeRequest } from './request.ts';
import { SharedSecret } from './secret.ts';
import { type IssuedCertificate, RadSecPeer, TestAuthority } from './testing.ts';

let authority: TestAuthority;
let server: IssuedCertificate;
let nas: IssuedCertificate;
let stranger: IssuedCertificate;
beforeAll(() => {
  authority = new TestAuthority();
  server = authority.issue('radius.example', 'IP:127.0.0.1');
  nas = authority.issue('bng 1', 'DNS:bng-1.example');
  stranger = authority.issue('bng 2', 'DNS:bng-2.example');
});
const running: RadSecServer[] = [];
const peers: RadSecPeer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.end();
  await Promise.all(running.splice(0).map((one) => one.close(100)));
});
afterAll(() => authority.remove());

const addresses: string[] = [];
const closings: [string, string | undefined][] = [];
async function start(more: Partial<RadSecOptions<string>> = {}): Promise<RadSecServer> {
  closings.length = 0;
  addresses.length = 0;
  const one = await startRadSecServer<string>({
    port: 0,
    host: '127.0.0.1',
    credentials: { certificate: server.certificate, key: server.key, clientCa: authority.certificate },
    identify: (certificate) => (identitiesOf(certificate).includes('bng-1.example') ? 'bng-1' : undefined),
    auth: () => bareReply(code['Access-Accept']),
    acct: async () => bareReply(code['Accounting-Response']),
    onError: (error) => expect.unreachable(String(error)),
    onClosed(reason, address, detail) {
      closings.push([reason, detail]);
      addresses.push(address);
    },
    ...more,
  });
  running.push(one);
  return one;
}
async function peer(of: RadSecServer, own: IssuedCertificate | undefined = nas): Promise<RadSecPeer> {
  const one = await RadSecPeer.connect(of.address.port, authority, own);
  peers.push(one);
  return one;
}
function request(
  requestCode: Code,
  identifier: number,
  more: Partial<Parameters<typeof encodeRequest>[0]> = {},
): Packet {
  const attributes: Attribute[] = [{ name: 'User-Name', value: `user-${identifier}` }];
  return encodeRequest({ code: requestCode, identifier, secret: radsecSecret, attributes, ...more });
}
const login = (identifier: number, more = {}) => request(code['Access-Request'], identifier, more);
const report = (identifier: number, more = {}) => request(code['Accounting-Request'], identifier, more);

describe('one connection', () => {
  test('carries logins, accounting and Status-Server, each answered with the secret "radsec"', async () => {
    const one = await start();
    const client = await peer(one);
    const asked = [login(1), report(2), request(code['Status-Server'], 3, { attributes: [] })];
    client.send(...asked);
    const replies = await Promise.all(asked.map(({ identifier }) => client.reply(identifier)));
    expect(replies.map((reply) => reply.code)).toEqual([2, 5, 2]);
    for (const [i, reply] of replies.entries()) {
      const { authenticator, code: asking } = asked[i]!;
      expect(verifyResponseAuthenticator(reply, authenticator, radsecSecret)).toBe(true);
      if (reply.messageAuthenticatorAt !== 0)
        expect(verifyReplyMessageAuthenticator(reply, asking, authenticator, radsecSecret)).toBe(true);
    }
    expect(one.counters).toMatchObject({ received: 3, statuses: 1, connections: 1, pending: 0 });
    expect(client.socket.getProtocol()).toBe('TLSv1.3');
  });

  test('answers packets that come in pieces or many at once', async () => {
    const client = await peer(await start());
    const many = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? login(i) : report(i)));
    const octets = Buffer.concat(many.map(({ bytes, length }) => bytes.subarray(0, length)));
    client.socket.write(octets.subarray(0, 3));
    await sleep(20);
    client.socket.write(octets.subarray(3, 30));
    await sleep(20);
    client.socket.write(octets.subarray(30));
    for (const { identifier } of many) await client.reply(identifier);
    expect(client.replies).toHaveLength(200);
  });

  test('takes a login without Message-Authenticator, but not one that is wrong', async () => {
    const one = await start();
    const client = await peer(one);
    client.send(login(1, { messageAuthenticator: false }));
    expect((await client.reply(1)).code).toBe(code['Access-Accept']);
    const forged = login(2);
    forged.bytes[forged.messageAuthenticatorAt]! ^= 1;
    client.send(forged, login(3));
    await client.closed;
    expect(client.replies).toHaveLength(1);
    expect(closings).toEqual([['message-authenticator-wrong', undefined]]);
  });

  test('ends where accounting is signed with another secret', async () => {
    const one = await start();
    const client = await peer(one);
    client.send(report(1, { secret: new SharedSecret('testing123') }));
    await client.closed;
    expect(one.counters.dropped.get('request-authenticator-wrong')).toBe(1);
  });

  test('is told that CoA is not served here, and stays', async () => {
    const client = await peer(await start());
    client.send(request(code['CoA-Request'], 1), request(code['Disconnect-Request'], 2), login(3));
    for (const [identifier, expected] of [
      [1, code['CoA-NAK']],
      [2, code['Disconnect-NAK']],
    ] as const) {
      const reply = await client.reply(identifier);
      expect(reply.code).toBe(expected);
      expect(decodeAttributes(reply)).toMatchObject([{ name: 'Error-Cause', value: 406 }]);
    }
    expect((await client.reply(3)).code).toBe(code['Access-Accept']);
  });

  test.each([
    ['a length below the header', Buffer.from('0101000a00000000', 'hex'), 'length-below-20'],
    ['text of another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: radius.example\r\n\r\n'), 'length-above-4096'],
    [
      'an attribute beyond the packet',
      Buffer.concat([login(1).bytes.subarray(0, 20), Buffer.from([1, 9])]),
      'attribute-beyond-packet',
    ],
  ])('ends at %s', async (_title, garbage, reason) => {
    if (reason === 'attribute-beyond-packet') garbage.writeUInt16BE(22, 2);
    const one = await start();
    const client = await peer(one);
    client.socket.write(garbage);
    client.send(login(2));
    await client.closed;
    expect(client.replies).toEqual([]);
    expect(one.counters.dropped.get(reason as 'length-below-20')).toBe(1);
    expect(closings).toEqual([[reason, undefined]]);
  });

  test('ends when nothing is said, or when a packet is not finished', async () => {
    const quiet = await peer(await start({ idleSeconds: 0.1 }));
    await quiet.closed;
    expect(closings).toEqual([['idle', undefined]]);
    const slow = await peer(await start({ unfinishedSeconds: 0.1 }));
    slow.socket.write(login(1).bytes.subarray(0, 25));
    await slow.closed;
    expect(closings).toEqual([['unfinished-packet', undefined]]);
  });

  test('leaves octets in the network while too much is pending, and loses none of it', async () => {
    const waiting: (() => void)[] = [];
    const one = await start({
      acct: () => new Promise((resolve) => waiting.push(() => resolve(bareReply(code['Accounting-Response'])))),
    });
    const client = await peer(one);
    for (let round = 0; round < 40; round++)
      client.send(
        ...Array.from({ length: 256 }, (_, i) =>
          report(i, { attributes: [{ name: 'Class', value: Buffer.alloc(200, round) }] }),
        ),
      );
    await sleep(300);
    // One read of at most 64 KiB beyond the 256 that are allowed.
    expect(one.counters.pending).toBeLessThan(256 + 65_536 / 222 + 1);
    for (let answered = 0; answered < 40 * 256; ) {
      if (waiting.length === 0) await sleep(5);
      for (const answer of waiting.splice(0)) {
        answered++;
        answer();
      }
    }
    while (client.replies.length < 40 * 256) await sleep(5);
    expect(one.counters).toMatchObject({ received: 40 * 256, pending: 0 });
  }, 30_000);
});

describe('who may connect', () => {
  test('nobody without a certificate, with one of another authority, or below TLS 1.3', async () => {
    const one = await start();
    const other = new TestAuthority('Another authority');
    try {
      const foreign = other.issue('bng 1', 'DNS:bng-1.example');
      for (const own of [undefined, foreign]) {
        const client = await RadSecPeer.connect(one.address.port, authority, own).catch(() => undefined);
        client?.send(login(1));
        await client?.closed;
        expect(client?.replies ?? []).toEqual([]);
      }
    } finally {
      other.remove();
    }
    await expect(RadSecPeer.connect(one.address.port, authority, nas, { maxVersion: 'TLSv1.2' })).rejects.toThrow();
    expect(addresses).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
    expect(closings.map(([reason]) => reason)).toEqual(['handshake-failed', 'handshake-failed', 'handshake-failed']);
    expect(one.counters.received).toBe(0);
  });

  test('nobody whose certificate no NAS has, and that names it for whoever reads the log', async () => {
    const one = await start();
    const client = await peer(one, stranger);
    client.send(login(1));
    await client.closed;
    expect(client.replies).toEqual([]);
    expect(closings).toEqual([
      ['unknown-certificate', expect.stringContaining(new X509Certificate(stranger.certificate).fingerprint256)],
    ]);
  });

  test('no longer a NAS that was removed meanwhile', async () => {
    let known = true;
    const client = await peer(await start({ identify: () => (known ? 'bng-1' : undefined) }));
    client.send(login(1));
    await client.reply(1);
    known = false;
    client.send(login(2));
    await client.closed;
    expect(client.replies).toHaveLength(1);
  });

  test('no more at once than is allowed, from one address and in all', async () => {
    const one = await start({ maxConnectionsPerAddress: 2 });
    const first = await peer(one);
    await peer(one);
    await expect(RadSecPeer.connect(one.address.port, authority, nas)).rejects.toThrow();
    expect(closings).toEqual([['too-many-connections', undefined]]);
    first.end();
    await sleep(50);
    (await peer(one)).send(login(1));
  });
});

test('connections that send garbage are closed, and cost nothing afterwards', async () => {
  const one = await start();
  for (let round = 0; round < 40; round++) {
    const client = await peer(one);
    const garbage = randomBytes(40 + round * 100);
    if (round % 2 === 0) garbage.writeUInt16BE(20 + round * 50, 2);
    client.send(login(1));
    client.socket.end(garbage);
    await client.closed;
  }
  while (one.counters.connections > 0) await sleep(5);
  expect(one.counters).toMatchObject({ pending: 0, connections: 0 });
  const client = await peer(one);
  client.send(login(2));
  expect((await client.reply(2)).code).toBe(code['Access-Accept']);
});

test('certificates are renewed without an interruption', async () => {
  const one = await start();
  const before = await peer(one);
  const renewed = authority.issue('radius.example', 'IP:127.0.0.1', 'DNS:radius.example');
  one.renew({ certificate: renewed.certificate, key: renewed.key, clientCa: authority.certificate });
  const after = await peer(one);
  expect(after.socket.getPeerX509Certificate()?.fingerprint256).toBe(
    new X509Certificate(renewed.certificate).fingerprint256,
  );
  before.send(login(1));
  expect((await before.reply(1)).code).toBe(code['Access-Accept']);
  expect(() => one.renew({ certificate: server.certificate, key: nas.key, clientCa: authority.certificate })).toThrow();
});

test('several processes may share the port', async () => {
  const one = await start({ reusePort: true });
  const two = await start({ port: one.address.port, reusePort: true });
  for (let i = 0; i < 16; i++) {
    const client = await peer(one);
    client.send(login(i));
    await client.reply(i);
  }
  expect(one.counters.received + two.counters.received).toBe(16);
  await expect(start({ port: one.address.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('closing waits for what is pending', async () => {
  const gate = Promise.withResolvers<void>();
  const one = await start({ acct: () => gate.promise.then(() => bareReply(code['Accounting-Response'])) });
  const client = await peer(one);
  client.send(report(1));
  while (one.counters.pending === 0) await sleep(5);
  const closed = one.close(2000);
  gate.resolve();
  await closed;
  expect((await client.reply(1)).code).toBe(code['Accounting-Response']);
});

test('a certificate is recognised by its fingerprint, its alternative names and its common name', () => {
  const certificate = new X509Certificate(nas.certificate);
  const hex = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  expect(identitiesOf(certificate)).toEqual([`sha256:${hex}`, 'bng-1.example', 'bng 1']);
  for (const spelled of [
    certificate.fingerprint256,
    hex,
    `SHA256 Fingerprint=${certificate.fingerprint256}`,
    `sha256:${hex}`,
  ])
    expect(certificateIdentity(spelled)).toBe(`sha256:${hex}`);
  expect(certificateIdentity(' BNG-1.example ')).toBe('bng-1.example');
  expect(certificateIdentity('  ')).toBeUndefined();
  const addressed = new X509Certificate(
    authority.issue('x', 'IP:192.0.2.1', 'URI:radius://bng', 'email:noc@isp.example').certificate,
  );
  expect(identitiesOf(addressed)).toEqual(
    expect.arrayContaining(['192.0.2.1', 'radius://bng', 'noc@isp.example', 'x']),
  );
});
