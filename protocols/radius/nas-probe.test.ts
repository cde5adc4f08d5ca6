import { createSocket } from 'node:dgram';
import { afterAll, expect, it } from 'vitest';
import { encodeAttributes } from './attributes.ts';
import { code, errorCause } from './codes.ts';
import { dynamicAuthReply } from './dynamic-auth.ts';
import { probeNas, probeSession } from './nas-probe.ts';
import { SharedSecret } from './secret.ts';
import { type RadiusServer, startRadiusServer } from './server.ts';

const secret = new SharedSecret('probe-secret');
const nowMs = () => Date.UTC(2026, 2, 1);
const servers: RadiusServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close(0))));

async function nas(known: SharedSecret, clockMs?: number): Promise<number> {
  const server = await startRadiusServer({
    role: 'coa',
    host: '127.0.0.1',
    port: 0,
    onError: (error) => {
      throw error;
    },
    secrets: { find: () => ({ secret: known, requireMessageAuthenticator: true, nas: undefined }) },
    handler: ({ packet }) => {
      expect(packet.text(44)).toBe(probeSession);
      const reply = dynamicAuthReply(packet, errorCause.sessionContextNotFound);
      if (clockMs === undefined) return reply;
      const stamp = encodeAttributes([{ name: 'Event-Timestamp', value: Math.floor(clockMs / 1000) }]);
      return { code: reply.code, attributes: Buffer.concat([reply.attributes, stamp]) };
    },
  });
  servers.push(server);
  return server.address.port;
}
const probe = (port: number) => probeNas({ address: '127.0.0.1', port, secret }, nowMs);

it('takes the refusal of a NAS in order as its sign of life', async () => {
  const result = await probe(await nas(secret));
  expect(result).toMatchObject({
    outcome: 'answered',
    answer: 'CoA-NAK 503 Session-Context-Not-Found',
    clockAheadSeconds: null,
  });
  expect(result.roundTripMs).toBeGreaterThan(0);
});

it('tells by how much the clock of the NAS is ahead, where it says its time', async () => {
  expect((await probe(await nas(secret, nowMs() + 90_000))).clockAheadSeconds).toBe(90);
});

it('hears nothing from a NAS with another secret, and nothing from a closed port', async () => {
  expect((await probe(await nas(new SharedSecret('another'), nowMs()))).outcome).toBe('no_answer');
  expect((await probe(9)).outcome).toBe('no_answer');
}, 30_000);

it('tells answers under a wrong secret from silence', async () => {
  const socket = createSocket('udp4');
  socket.on('message', (request, from) => {
    const forged = Buffer.alloc(20);
    forged[0] = code['CoA-NAK'];
    forged[1] = request[1]!;
    forged.writeUInt16BE(20, 2);
    socket.send(forged, from.port, from.address);
  });
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  expect(await probe(socket.address().port)).toMatchObject({ outcome: 'wrong_secret', roundTripMs: null });
  socket.close();
}, 30_000);
