import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { RadiusClient } from './client.ts';
import { code } from './codes.ts';
import { bareReply, type Reply } from './reply.ts';
import { encodeRequest } from './request.ts';
import { SharedSecret } from './secret.ts';
import { type RadiusServer, type RadiusServerOptions, startRadiusServer } from './server.ts';

const secret = new SharedSecret('testing123');
const accept = bareReply(code['Access-Accept']);
const reject: Reply = { ...bareReply(code['Access-Reject']), unhurried: true };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(options: Partial<RadiusServerOptions<string>>): Promise<RadiusServer> {
  const server = await startRadiusServer<string>({
    role: 'auth',
    host: '127.0.0.1',
    port: 0,
    secrets: { find: (address) => ({ secret, nas: address }) },
    handler: () => accept,
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  closers.push(() => server.close());
  return server;
}

async function nas(address = '127.0.0.1'): Promise<Socket & { answers: Buffer[] }> {
  const socket = Object.assign(createSocket('udp4'), { answers: [] as Buffer[] });
  socket.on('message', (message) => socket.answers.push(message));
  await new Promise<void>((bound) => socket.bind(0, address, bound));
  closers.push(() => socket.close());
  return socket;
}
const request = (identifier: number, name: string) =>
  encodeRequest({
    code: code['Access-Request'],
    identifier,
    secret,
    attributes: [{ name: 'User-Name', value: name }],
  }).bytes;
const busy = (ms: number) => {
  for (const until = performance.now() + ms; performance.now() < until; );
};
async function until(check: () => boolean): Promise<void> {
  for (let waited = 0; !check(); waited += 10) {
    if (waited > 5000) throw new Error('It did not happen.');
    await sleep(10);
  }
}

describe('while more arrive than are answered', () => {
  test('emergency logins go before the others, and everybody is answered in the end', async () => {
    const order: string[] = [];
    const server = await serve({
      urgencyOf: (packet) => (packet.text(1)!.startsWith('emergency') ? 0 : 2),
      handler: ({ packet }) => {
        order.push(packet.text(1)!);
        busy(1);
        return accept;
      },
    });
    const bng = await nas();
    for (let i = 0; i < 200; i++) bng.send(request(i, i >= 190 ? `emergency-${i}` : `user-${i}`), server.address.port);
    await until(() => bng.answers.length === 200);
    const last = Math.max(...order.flatMap((name, at) => (name.startsWith('emergency') ? [at] : [])));
    expect(last).toBeLessThan(150);
    expect(new Set(order).size).toBe(200);
    expect(server.counters.longestWaitMs).toBeGreaterThan(10);
  });

  test('what has waited longer than its sender does is dropped unanswered, and answered when it asks again', async () => {
    let clock = 0;
    const server = await serve({
      now: () => clock,
      handler: () => {
        clock += 100;
        return accept;
      },
    });
    const bng = await nas();
    const packets = Array.from({ length: 120 }, (_, i) => request(i, `user-${i}`));
    for (const packet of packets) bng.send(packet, server.address.port);
    await until(() => server.counters.shed.some((n) => n > 0) && server.counters.queued === 0);
    await sleep(50);
    const answered = bng.answers.length;
    expect(answered + server.counters.dropped.get('overdue')!).toBe(120);
    expect(bng.answers.every((answer) => answer[0] === code['Access-Accept'])).toBe(true);
    const missing = packets.findIndex((packet) => !bng.answers.some((answer) => answer[1] === packet[1]));
    bng.send(packets[missing]!, server.address.port);
    await until(() => bng.answers.length === answered + 1);
  });

  test('one NAS that floods does not keep another from being answered in time', async () => {
    const order: string[] = [];
    const server = await serve({
      maxQueued: 100,
      handler: ({ nas: from }) => {
        order.push(from);
        busy(1);
        return accept;
      },
    });
    const [loud, quiet] = [await nas('127.0.0.2'), await nas('127.0.0.3')];
    for (let i = 0; i < 250; i++) loud.send(request(i, 'x'), server.address.port);
    for (let i = 0; i < 10; i++) quiet.send(request(i, 'y'), server.address.port);
    await until(() => quiet.answers.length === 10);
    expect(order.lastIndexOf('127.0.0.3')).toBeLessThan(160);
    expect(server.counters.dropped.get('crowded-out')).toBeGreaterThan(50);
  });

  test('Status-Server is answered at once, or a NAS takes a busy server for a dead one', async () => {
    const server = await serve({
      handler: () => {
        busy(3);
        return accept;
      },
    });
    const bng = await nas();
    for (let i = 0; i < 200; i++) bng.send(request(i, 'x'), server.address.port);
    const status = encodeRequest({ code: code['Status-Server'], identifier: 250, secret, attributes: [] }).bytes;
    bng.send(status, server.address.port);
    await until(() => bng.answers.some((answer) => answer[1] === 250));
    expect(bng.answers.length).toBeLessThan(200);
  });
});

describe('an unhurried Reject', () => {
  const options: Partial<RadiusServerOptions<string>> = {
    rejectDelayMs: 400,
    handler: ({ packet }) => (packet.text(1) === 'good' ? accept : reject),
  };

  test('leaves a little later, each after a time of its own; Accepts do not wait for it', async () => {
    const server = await serve(options);
    const client = new RadiusClient({ localAddress: '127.0.0.1', retransmit: { timeoutMs: 2000, tries: 1 } });
    closers.push(() => client.close());
    const ask = async (name: string) => {
      const result = await client.send(
        { address: '127.0.0.1', port: server.address.port, secret },
        { code: code['Access-Request'], attributes: [{ name: 'User-Name', value: name }] },
      );
      if (!result.ok) throw new Error(result.reason);
      return result;
    };
    const bad = Promise.all(Array.from({ length: 200 }, () => ask('bad')));
    await until(() => server.counters.held > 150);
    expect((await ask('good')).roundTripMs).toBeLessThan(150);
    const waits = (await bad).map((r) => r.roundTripMs);
    expect(Math.min(...waits)).toBeGreaterThan(250);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(100);
  });

  test('is given at once to a NAS that asks again, and only once more', async () => {
    const server = await serve(options);
    const bng = await nas();
    const packet = request(7, 'bad');
    bng.send(packet, server.address.port);
    await sleep(60);
    expect(bng.answers).toHaveLength(0);
    bng.send(packet, server.address.port);
    await until(() => bng.answers.length === 1);
    await sleep(600);
    expect(bng.answers).toHaveLength(1);
  });

  test('is not held beyond its share of memory: then it leaves at once', async () => {
    const server = await serve({ ...options, rejectDelayMs: 2400, duplicateEntries: 16_384 });
    const sockets = await Promise.all(Array.from({ length: 36 }, () => nas()));
    for (const socket of sockets) {
      for (let i = 0; i < 256; i++) socket.send(request(i, 'bad'), server.address.port);
      await sleep(15);
    }
    await until(() => server.counters.received >= 9000);
    await until(() => sockets.reduce((sum, s) => sum + s.answers.length, 0) > 500);
    expect(server.counters.held).toBeLessThanOrEqual(8192);
  });
});
