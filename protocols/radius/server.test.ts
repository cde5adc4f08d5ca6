import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Peer } from './acceptance.ts';
import { encodeAttributes } from './attributes.ts';
import { authenticate } from './auth.ts';
import { RadiusClient } from './client.ts';
import { code } from './codes.ts';
import { papCredentials } from './credentials.ts';
import { dynamicAuthReply, readDynamicAuthReply } from './dynamic-auth.ts';
import { decodePacket, Packet } from './packet.ts';
import { bareReply, type Reply } from './reply.ts';
import { encodeRequest } from './request.ts';
import { SharedSecret } from './secret.ts';
import { type RadiusServer, type RadiusServerOptions, startRadiusServer } from './server.ts';

const secret = new SharedSecret('testing123');
const peer: Peer<string> = { secret, nas: 'bng-1' };
const accept: Reply = {
  code: code['Access-Accept'],
  attributes: encodeAttributes([{ name: 'Mikrotik-Rate-Limit', value: '10000k/50000k' }]),
};
const reject = bareReply(code['Access-Reject']);
const closers: (() => unknown)[] = [];
const errors: unknown[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  errors.length = 0;
});

async function serve(options: Partial<RadiusServerOptions<string>> = {}): Promise<RadiusServer> {
  const server = await startRadiusServer<string>({
    role: 'auth',
    host: '127.0.0.1',
    port: 0,
    secrets: { find: () => peer },
    handler: () => accept,
    onError: (error) => errors.push(error),
    ...options,
  });
  closers.push(() => server.close());
  return server;
}

/** A bare socket that says exactly what it is told, and waits for one datagram. */
async function wire(
  server: RadiusServer,
  host = '127.0.0.1',
): Promise<{ send: (octets: Uint8Array) => void; next: (ms?: number) => Promise<Buffer | undefined> }> {
  const socket: Socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  closers.push(() => socket.close());
  const queue: Buffer[] = [];
  let wake: (() => void) | undefined;
  socket.on('message', (message) => {
    queue.push(message);
    wake?.();
  });
  await new Promise<void>((bound) => socket.bind(0, host, bound));
  return {
    send: (octets) => socket.send(octets, server.address.port, host),
    next: async (ms = 150) => {
      if (queue.length === 0) {
        await Promise.race([
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
          sleep(ms),
        ]);
      }
      return queue.shift();
    },
  };
}

function login(identifier = 1, userName = 'alice', with_: SharedSecret = secret): Packet {
  const attributes = [{ name: 'User-Name' as const, value: userName }, ...papCredentials('correct horse')];
  return encodeRequest({ code: code['Access-Request'], identifier, secret: with_, attributes });
}

const dropped = (server: RadiusServer) => Object.fromEntries(server.counters.dropped);

describe('answers', () => {
  test('an Accept begins with a Message-Authenticator, verifies, and carries the attributes', async () => {
    const server = await serve({
      handler: ({ packet, secret: with_ }) =>
        authenticate(packet, with_, Buffer.from('correct horse')).ok ? accept : reject,
    });
    const client = new RadiusClient();
    closers.push(() => client.close());
    const target = { address: '127.0.0.1', port: server.address.port, secret };
    const right = await client.send(target, {
      code: code['Access-Request'],
      attributes: papCredentials('correct horse'),
    });
    if (!right.ok) throw new Error(right.reason);
    expect(right.reply.code).toBe(code['Access-Accept']);
    expect(right.reply.messageAuthenticatorAt).toBe(22);
    expect(right.reply.vendorText(14988, 8)).toBe('10000k/50000k');
    const wrong = await client.send(target, { code: code['Access-Request'], attributes: papCredentials('wrong') });
    expect(wrong.ok && wrong.reply.code).toBe(code['Access-Reject']);
    expect(server.counters.replies.get(code['Access-Accept'])).toBe(1);
    expect(server.counters.replies.get(code['Access-Reject'])).toBe(1);
  });

  test('each NAS is known by its source address and its own secret', async () => {
    const peers = new Map<string, Peer<string>>([
      ['127.0.1.1', { secret: new SharedSecret('one'), nas: 'bng-1' }],
      ['127.0.1.2', { secret: new SharedSecret('two'), nas: 'bng-2' }],
    ]);
    const seen: string[] = [];
    const server = await serve({
      host: '0.0.0.0',
      secrets: { find: (address) => peers.get(address) },
      handler: ({ nas, address }) => {
        seen.push(`${nas} ${address}`);
        return accept;
      },
    });
    for (const [localAddress, known] of peers) {
      const client = new RadiusClient({ localAddress });
      closers.push(() => client.close());
      const target = { address: '127.0.0.1', port: server.address.port, secret: known.secret };
      const result = await client.send(target, { code: code['Access-Request'], attributes: papCredentials('x') });
      expect(result.ok).toBe(true);
    }
    expect(seen).toEqual(['bng-1 127.0.1.1', 'bng-2 127.0.1.2']);
  });

  test('accounting is answered only once its promise has settled', async () => {
    const spooled = Promise.withResolvers<void>();
    const server = await serve({
      role: 'acct',
      handler: async () => {
        await spooled.promise;
        return bareReply(code['Accounting-Response']);
      },
    });
    const line = await wire(server);
    const request = encodeRequest({ code: code['Accounting-Request'], identifier: 5, secret, attributes: [] });
    line.send(request.bytes);
    expect(await line.next()).toBeUndefined();
    expect(server.counters.pending).toBe(1);
    spooled.resolve();
    expect((await line.next())?.[0]).toBe(code['Accounting-Response']);
    expect(server.counters.pending).toBe(0);
  });

  test('Status-Server is answered by itself, on both ports, and not by a server that says it cannot serve', async () => {
    const client = new RadiusClient({ retransmit: { timeoutMs: 100, tries: 1 } });
    closers.push(() => client.close());
    const handler = () => {
      throw new Error('not to be asked');
    };
    const alive = async (options: Partial<RadiusServerOptions<string>>) => {
      const server = await serve({ handler, ...options });
      const isAlive = await client.isAlive({ address: '127.0.0.1', port: server.address.port, secret });
      return [isAlive, server.counters.statuses];
    };
    expect(await alive({ role: 'auth' })).toEqual([true, 1]);
    expect(await alive({ role: 'acct' })).toEqual([true, 1]);
    expect(await alive({ role: 'auth', onStatus: () => undefined })).toEqual([false, 0]);
    expect(await alive({ role: 'coa' })).toEqual([false, 0]);
    expect(errors).toEqual([]);
  });

  test('a NAS listening for CoA and Disconnect acknowledges one and refuses the other with a cause', async () => {
    const server = await serve({
      role: 'coa',
      handler: ({ packet }) => dynamicAuthReply(packet, packet.code === code['CoA-Request'] ? undefined : 503),
    });
    const client = new RadiusClient();
    closers.push(() => client.close());
    const target = { address: '127.0.0.1', port: server.address.port, secret };
    const attributes = [{ name: 'Acct-Session-Id' as const, value: '81a00001' }];
    const coa = await client.send(target, { code: code['CoA-Request'], attributes });
    const disconnect = await client.send(target, { code: code['Disconnect-Request'], attributes });
    expect(coa.ok && readDynamicAuthReply(coa.reply)).toEqual({ acknowledged: true });
    expect(disconnect.ok && readDynamicAuthReply(disconnect.reply)).toEqual({
      acknowledged: false,
      errorCause: 503,
      errorCauseName: 'Session-Context-Not-Found',
    });
  });
});

describe('retransmissions', () => {
  test('get the identical octets without asking the handler again', async () => {
    let asked = 0;
    const server = await serve({
      handler: () => {
        asked++;
        return asked === 1 ? accept : reject;
      },
    });
    const line = await wire(server);
    const { bytes } = login();
    line.send(bytes);
    const first = await line.next();
    line.send(bytes);
    expect(await line.next()).toEqual(first);
    expect(asked).toBe(1);
    expect(server.counters.duplicatesReplayed).toBe(1);
  });

  test('while the first is being handled are not handled, and there is one answer', async () => {
    let asked = 0;
    const done = Promise.withResolvers<Reply>();
    const server = await serve({
      handler: () => {
        asked++;
        return done.promise;
      },
    });
    const line = await wire(server);
    const { bytes } = login();
    line.send(bytes);
    line.send(bytes);
    line.send(bytes);
    await sleep(50);
    done.resolve(accept);
    expect((await line.next())?.[0]).toBe(code['Access-Accept']);
    expect(await line.next(50)).toBeUndefined();
    expect([asked, server.counters.duplicatesInFlight]).toEqual([1, 2]);
  });

  test('from another port, or with a new authenticator, are new requests', async () => {
    let asked = 0;
    const server = await serve({
      handler: () => {
        asked++;
        return accept;
      },
    });
    const [one, two] = [await wire(server), await wire(server)];
    const first = login();
    one.send(first.bytes);
    await one.next();
    two.send(first.bytes);
    await two.next();
    one.send(login().bytes);
    await one.next();
    expect(asked).toBe(3);
  });

  test('are forgotten after their time', async () => {
    let nowMs = 0;
    const server = await serve({ duplicateSeconds: 15, now: () => nowMs });
    const line = await wire(server);
    const { bytes } = login();
    for (const at of [0, 14_999, 15_001]) {
      nowMs = at;
      line.send(bytes);
      await line.next();
    }
    expect(server.counters.duplicatesReplayed).toBe(1);
    expect(server.counters.replies.get(code['Access-Accept'])).toBe(2);
  });

  test('of a request that was not answered are handled anew', async () => {
    let asked = 0;
    const server = await serve({
      handler: () => {
        asked++;
        if (asked === 1) return undefined;
        if (asked === 2) throw new Error('thrown');
        if (asked === 3) return Promise.reject(new Error('rejected'));
        return asked === 4 ? { code: code['Access-Accept'], attributes: Buffer.alloc(5000) } : accept;
      },
    });
    const line = await wire(server);
    const { bytes } = login();
    for (let i = 0; i < 4; i++) {
      line.send(bytes);
      expect(await line.next(60)).toBeUndefined();
    }
    line.send(bytes);
    expect((await line.next())?.[0]).toBe(code['Access-Accept']);
    expect(dropped(server)).toEqual({ 'handler-declined': 1, 'handler-failed': 3 });
    expect(errors.map(String)).toEqual(['Error: thrown', 'Error: rejected', expect.stringContaining('RangeError')]);
  });
});

describe('what is not to be believed', () => {
  test('gets no answer and is counted by its reason', async () => {
    const known: Peer<string> = { secret, nas: 'bng-1' };
    const heard: string[] = [];
    const server = await serve({
      host: '0.0.0.0',
      secrets: { find: (address) => (address === '127.0.0.1' ? known : undefined) },
      onDrop: (reason, address) => heard.push(`${reason} ${address}`),
    });
    const line = await wire(server);
    const other = await wire(server, '127.0.0.9');
    other.send(login().bytes);
    line.send(login(1, 'alice', new SharedSecret('wrong')).bytes);
    line.send(encodeRequest({ code: 1, identifier: 1, secret, attributes: [], messageAuthenticator: false }).bytes);
    line.send(Buffer.from('hello'));
    line.send(encodeRequest({ code: code['Accounting-Request'], identifier: 1, secret, attributes: [] }).bytes);
    expect(await line.next(100)).toBeUndefined();
    expect(await other.next(10)).toBeUndefined();
    expect(dropped(server)).toEqual({
      'unknown-nas': 1,
      'message-authenticator-wrong': 1,
      'message-authenticator-missing': 1,
      'shorter-than-header': 1,
      'code-not-served': 1,
    });
    expect(server.counters.received).toBe(5);
    expect(heard).toContain('unknown-nas 127.0.0.9');
    expect(heard).toContain('message-authenticator-wrong 127.0.0.1');
    line.send(login().bytes);
    expect((await line.next())?.[0]).toBe(code['Access-Accept']);
  });

  test('an excused NAS is served without Message-Authenticator', async () => {
    const server = await serve({ secrets: { find: () => ({ ...peer, requireMessageAuthenticator: false }) } });
    const line = await wire(server);
    line.send(encodeRequest({ code: 1, identifier: 1, secret, attributes: [], messageAuthenticator: false }).bytes);
    const reply = decodePacket((await line.next()) ?? Buffer.alloc(0));
    expect(reply instanceof Packet && reply.messageAuthenticatorAt).toBe(22);
  });

  test('more requests than may be pending are dropped until there is room', async () => {
    const done = Promise.withResolvers<Reply>();
    const server = await serve({ maxPending: 2, handler: () => done.promise });
    const line = await wire(server);
    for (let i = 0; i < 5; i++) line.send(login(i).bytes);
    await sleep(60);
    expect(dropped(server)).toEqual({ overloaded: 3 });
    done.resolve(accept);
    expect([await line.next(), await line.next()].every((reply) => reply?.[0] === code['Access-Accept'])).toBe(true);
    expect(await line.next(30)).toBeUndefined();
  });
});

describe('the socket', () => {
  test('a port in use is refused when starting', async () => {
    const server = await serve();
    await expect(serve({ port: server.address.port })).rejects.toThrow(/EADDRINUSE/);
  });

  test('two servers with reusePort share a port', async () => {
    const one = await serve({ reusePort: true });
    const two = await serve({ reusePort: true, port: one.address.port });
    for (let i = 0; i < 40 && (one.counters.received === 0 || two.counters.received === 0); i++) {
      const line = await wire(one);
      line.send(login().bytes);
      expect((await line.next())?.[0]).toBe(code['Access-Accept']);
    }
    expect(one.counters.received).toBeGreaterThan(0);
    expect(two.counters.received).toBeGreaterThan(0);
  });

  test('an IPv6 socket serves IPv6, and IPv4 by its dotted address', async () => {
    const from: string[] = [];
    const server = await serve({
      host: '::',
      handler: ({ address }) => {
        from.push(address);
        return accept;
      },
    });
    for (const host of ['::1', '127.0.0.1']) {
      const line = await wire(server, host);
      line.send(login().bytes);
      expect((await line.next())?.[0]).toBe(code['Access-Accept']);
    }
    expect(from).toEqual(['::1', '127.0.0.1']);
  });

  test('closing takes nothing new and waits for what is pending', async () => {
    const done = Promise.withResolvers<Reply>();
    const server = await serve({ handler: () => done.promise });
    const line = await wire(server);
    line.send(login(1).bytes);
    await sleep(40);
    const closed = server.close();
    line.send(login(2).bytes);
    await sleep(40);
    done.resolve(accept);
    const resolvedAt = performance.now();
    await closed;
    expect(performance.now() - resolvedAt).toBeLessThan(1000);
    expect((await line.next())?.[1]).toBe(1);
    expect(await line.next(40)).toBeUndefined();
  });

  test('asks for a large receive buffer', async () => {
    const server = await serve({ receiveBufferBytes: 4 * 1024 * 1024 });
    expect(server.receiveBufferBytes).toBeGreaterThan(200_000);
  });
});
