import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { afterEach, expect, test } from 'vitest';
import { RadiusClient, type RadiusClientOptions, type RadiusTarget } from './client.ts';
import { code } from './codes.ts';
import { decodePacket, Packet } from './packet.ts';
import { bareReply, encodeReply } from './reply.ts';
import { SharedSecret } from './secret.ts';

const secret = new SharedSecret('testing123');
const closers: (() => void)[] = [];
const accessRequest = { code: code['Access-Request'], attributes: [{ name: 'User-Name' as const, value: 'alice' }] };

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function client(options: RadiusClientOptions = {}): RadiusClient {
  const made = new RadiusClient({ retransmit: { timeoutMs: 80, tries: 2 }, ...options });
  closers.push(() => made.close());
  return made;
}

/** A peer that does with each datagram what the test says. */
async function peer(
  answer: (request: Packet, reply: (octets: Uint8Array) => void, socket: Socket, remote: RemoteInfo) => void,
): Promise<RadiusTarget> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  closers.push(() => socket.close());
  socket.on('message', (octets, remote) => {
    const request = decodePacket(octets);
    if (!(request instanceof Packet)) throw new Error(request);
    answer(request, (bytes) => socket.send(bytes, remote.port, remote.address), socket, remote);
  });
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  return { address: '127.0.0.1', port: socket.address().port, secret };
}

const accepted = (request: Packet, with_ = secret) => encodeReply(request, bareReply(code['Access-Accept']), with_);

test('a lost packet is sent again, the identical one, until it is answered', async () => {
  const seen: string[] = [];
  const target = await peer((request, reply) => {
    seen.push(request.bytes.toString('hex'));
    if (seen.length === 3) reply(accepted(request));
  });
  const result = await client({ retransmit: { timeoutMs: 30, tries: 4 } }).send(target, accessRequest);
  expect(result).toMatchObject({ ok: true, tries: 3 });
  expect(new Set(seen).size).toBe(1);
});

test('nobody there is a timeout after all tries', async () => {
  let seen = 0;
  const target = await peer(() => {
    seen++;
  });
  const result = await client({ retransmit: { timeoutMs: 20, tries: 3 } }).send(target, accessRequest);
  expect(result).toEqual({ ok: false, reason: 'timeout', tries: 3, invalidReplies: 0 });
  expect(seen).toBe(3);
});

test('answers under another secret, to other requests or of another kind are not answers', async () => {
  const target = await peer((request, reply) => {
    reply(accepted(request, new SharedSecret('other')));
    reply(encodeReply(request, bareReply(code['Accounting-Response']), secret));
    const stale = accepted(request);
    stale[4] = stale[4]! ^ 1;
    reply(stale);
  });
  const result = await client({ retransmit: { tries: 1, timeoutMs: 100 } }).send(target, accessRequest);
  expect(result).toEqual({ ok: false, reason: 'timeout', tries: 1, invalidReplies: 3 });
});

test('the right answer from another port is not listened to', async () => {
  const target = await peer((request, _reply, _socket, remote) => {
    const stranger = createSocket('udp4');
    stranger.send(accepted(request), remote.port, remote.address, () => stranger.close());
  });
  const result = await client({ retransmit: { timeoutMs: 80, tries: 1 } }).send(target, accessRequest);
  expect(result).toMatchObject({ ok: false, reason: 'timeout' });
});

test('an answer to a login without Message-Authenticator is not believed, unless the client is told to', async () => {
  const target = await peer((request, reply) => {
    // As a server from before Blast-RADIUS answers: the request is made to look as if it had none.
    const bare = new Packet(Buffer.from(request.bytes), request.length, 0);
    bare.bytes[0] = code['Accounting-Request'];
    reply(encodeReply(bare, bareReply(code['Access-Accept']), secret));
  });
  expect(await client({ retransmit: { timeoutMs: 80, tries: 1 } }).send(target, accessRequest)).toMatchObject({
    invalidReplies: 1,
  });
  const old = client({ requireMessageAuthenticator: false });
  expect(await old.send(target, accessRequest)).toMatchObject({ ok: true });
});

test('hundreds of requests at once each get their own answer', async () => {
  const target = await peer((request, reply) => {
    const attributes = request.bytes.subarray(request.valueAt(1) - 2, request.endOf(request.valueAt(1)));
    setTimeout(() => reply(encodeReply(request, { code: code['Access-Accept'], attributes }, secret)), 5);
  });
  const many = client({ retransmit: { timeoutMs: 2000, tries: 2 } });
  const results = await Promise.all(
    Array.from({ length: 700 }, async (_, i) => {
      const attributes = [{ name: 'User-Name' as const, value: `user ${i}` }];
      const result = await many.send(target, { code: code['Access-Request'], attributes });
      return result.ok && result.reply.text(1) === `user ${i}`;
    }),
  );
  expect(results.every(Boolean)).toBe(true);
  expect(many.outstanding).toBe(0);
});

test('more than the sockets have identifiers for is said at once', async () => {
  const target = await peer(() => {});
  const small = client({ maxSockets: 1 });
  const waiting = Array.from({ length: 256 }, () => small.send(target, accessRequest, { tries: 1 }));
  expect(await small.send(target, accessRequest)).toMatchObject({ ok: false, reason: 'too-many-outstanding' });
  const results = await Promise.all(waiting);
  expect(results.every((result) => !result.ok && result.reason === 'timeout')).toBe(true);
  expect(small.outstanding).toBe(0);
});

test('closing settles what is outstanding', async () => {
  const target = await peer(() => {});
  const made = client({ retransmit: { timeoutMs: 60_000, tries: 1 } });
  const result = made.send(target, accessRequest);
  await new Promise((resolve) => setTimeout(resolve, 20));
  made.close();
  expect(await result).toMatchObject({ ok: false, reason: 'closed' });
  expect(await made.send(target, accessRequest)).toMatchObject({ ok: false, reason: 'closed' });
});

test('what cannot be encoded rejects and leaves nothing outstanding', async () => {
  const target = await peer(() => {});
  const made = client();
  const attributes = [{ name: 'Framed-IP-Address' as const, value: 'nowhere' }];
  await expect(made.send(target, { code: code['Access-Request'], attributes })).rejects.toThrow(/IPv4 address/);
  expect(made.outstanding).toBe(0);
});

test('a local address that is not there rejects', async () => {
  const target = await peer(() => {});
  const made = client({ localAddress: '203.0.113.99' });
  for (let i = 0; i < 2; i++) await expect(made.send(target, accessRequest)).rejects.toThrow(/EADDRNOTAVAIL/);
  expect(made.outstanding).toBe(0);
});
