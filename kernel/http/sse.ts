import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Pool } from 'pg';
import type { Topic } from '../contract/contract.ts';
import type { Door } from '../contract/fields.ts';
import { AppError, notFound } from '../errors.ts';
import type { Feed } from '../events/feed.ts';
import { comparePositions, isPosition, readEvents, startPosition } from '../events/reader.ts';
import type { Kernel } from '../kernel.ts';
import { realtimeListeners } from '../metrics.ts';
import type { StoredEvent } from '../module.ts';
import { doorPrefix } from './doors.ts';
import { callerOf, type Identify } from './rest.ts';

const heartbeatMs = 15_000;
const replayLimit = 1000;

/** Only names and ids leave by realtime; the client asks for the content through its door, where every rule applies. */
function message(event: StoredEvent): string {
  const ids = Object.fromEntries(Object.entries(event.payload).filter(([key, value]) => (key === 'id' || key.endsWith('Id')) && typeof value === 'string'));
  return `id: ${event.position}\nevent: ${event.name}\ndata: ${JSON.stringify({ name: event.name, at: event.at, ...ids })}\n\n`;
}

/**
 * `GET /realtime/<topic>` as server-sent events (WHATWG HTML §9.2): replay after `Last-Event-ID`, heartbeat every 15 s with
 * the session checked again, `event: reset` when the gap is too long to replay.
 */
export function mountRealtime(app: FastifyInstance, kernel: Kernel, door: Door, identify: Identify, feed: Feed, system: Pool): void {
  const topics = new Map<string, Topic>();
  for (const { contract } of kernel.modules)
    for (const [name, topic] of Object.entries<Topic>(contract.realtime)) if (topic.for.includes(door)) topics.set(name, topic);

  app.get<{ Params: { topic: string } }>(`${doorPrefix[door]}/realtime/:topic`, async (request, reply) => {
    const name = request.params.topic;
    const topic = topics.get(name);
    if (!topic) throw notFound('realtime topic');
    const admitted = async () => {
      const { actor, tenant } = await callerOf(identify, door, request);
      if (actor.kind === 'anonymous') throw new AppError('unauthenticated', 'Sign in first.');
      if (topic.can !== 'signed-in' && !actor.permissions.has(topic.can)) throw new AppError('forbidden', `This needs the permission ${topic.can}.`);
      return { actor, tenantId: tenant?.id };
    };
    const { actor, tenantId } = await admitted();
    const concerns = (event: StoredEvent) =>
      event.tenantId === tenantId && topic.events.includes(event.name) && (actor.customerId === undefined || event.payload['customerId'] === actor.customerId);
    await stream(reply, async (write, end) => {
      // Listening begins before the replay, so that nothing falls between; what both bring is sent once.
      let waiting: StoredEvent[] | null = [];
      const unlisten = feed.listen((event) => {
        if (!concerns(event)) return;
        if (waiting) waiting.push(event);
        else write(message(event));
      });
      const last = request.headers['last-event-id'];
      let replayedTo = startPosition;
      if (typeof last === 'string' && isPosition(last) && tenantId) {
        const missed = await readEvents(system, last, { limit: replayLimit, tenantId, names: topic.events });
        if (missed.length === replayLimit) write('event: reset\ndata: {}\n\n');
        else for (const event of missed) if (concerns(event)) write(message(event));
        replayedTo = missed.at(-1)?.position ?? startPosition;
      }
      for (const event of waiting) if (comparePositions(event.position, replayedTo) > 0) write(message(event));
      waiting = null;
      const beat = setInterval(() => {
        write(`event: heartbeat\ndata: ${JSON.stringify({ live: feed.live })}\n\n`);
        admitted().catch(end); // a session that has ended takes its streams with it
      }, heartbeatMs);
      realtimeListeners.inc({ topic: name });
      return () => {
        unlisten();
        clearInterval(beat);
        realtimeListeners.dec({ topic: name });
      };
    });
  });
}

async function stream(reply: FastifyReply, open: (write: (text: string) => void, end: () => void) => Promise<() => void>): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'keep-alive' });
  raw.write('retry: 2000\n: open\n\n');
  let close = () => {};
  let closed = false;
  const finish = () => {
    if (closed) return;
    closed = true;
    close();
    raw.end();
  };
  raw.on('close', finish);
  close = await open((text) => {
    if (closed) return;
    // A listener that does not read would fill memory; it reconnects and replays.
    if (raw.writableLength > 1_000_000) finish();
    else raw.write(text);
  }, finish);
  if (closed) close();
}
