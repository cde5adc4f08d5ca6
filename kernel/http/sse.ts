import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Pool } from 'pg';
import type { Topic } from '../contract/contract.ts';
import type { Door } from '../contract/fields.ts';
import { AppError, notFound } from '../errors.ts';
import type { Feed } from '../events/feed.ts';
import { comparePositions, isBeyondEnd, isPosition, readEvents } from '../events/reader.ts';
import { type Kernel, tenantOf } from '../kernel.ts';
import { realtimeListeners } from '../metrics.ts';
import type { StoredEvent } from '../module.ts';
import { doorPrefix } from './doors.ts';
import { callerOf, type Identify } from './rest.ts';

const heartbeatMs = 15_000;
const replayLimit = 1000;
const unreadBytes = 1_000_000;

const messages = new WeakMap<StoredEvent, string>();
/** Only names and ids leave by realtime; the client asks for the content through its door, where every rule applies. */
function message(event: StoredEvent): string {
  let text = messages.get(event);
  if (text === undefined) {
    const isId = ([key, value]: [string, unknown]) => (key === 'id' || key.endsWith('Id')) && typeof value === 'string';
    const ids = Object.fromEntries(Object.entries(event.payload).filter(isId));
    const data = JSON.stringify({ name: event.name, at: event.at, ...ids });
    text = `id: ${event.position}\nevent: ${event.name}\ndata: ${data}\n\n`;
    messages.set(event, text);
  }
  return text;
}

/**
 * `GET /realtime/<topic>` as server-sent events (WHATWG HTML §9.2): replay after `Last-Event-ID`, heartbeat every 15 s with
 * the session checked again, `event: reset` when the gap is too long to replay.
 */
export function mountRealtime(
  app: FastifyInstance,
  kernel: Kernel,
  door: Door,
  identify: Identify,
  feed: Feed,
  system: Pool,
): void {
  const topics = new Map<string, Topic>();
  for (const { contract } of kernel.modules)
    for (const [name, topic] of Object.entries<Topic>(contract.realtime))
      if (topic.for.includes(door)) topics.set(name, topic);

  app.get<{ Params: { topic: string } }>(`${doorPrefix[door]}/realtime/:topic`, async (request, reply) => {
    const name = request.params.topic;
    const topic = topics.get(name);
    if (!topic) throw notFound('realtime topic');
    const admitted = async () => {
      const caller = await callerOf(identify, door, request);
      const { actor } = caller;
      if (actor.kind === 'anonymous') throw new AppError('unauthenticated', 'Sign in first.');
      if (topic.can !== 'signed-in' && !actor.permissions.has(topic.can))
        throw new AppError('forbidden', `This needs the permission ${topic.can}.`);
      return { customerId: actor.customerId, tenantId: tenantOf(caller).id };
    };
    const { customerId, tenantId } = await admitted();
    const everybody = door !== 'customer' && customerId === undefined;
    const concerns = (event: StoredEvent) =>
      event.tenantId === tenantId &&
      topic.events.includes(event.name) &&
      (everybody || (customerId !== undefined && event.payload['customerId'] === customerId));

    const { write, end, onEnd } = openStream(reply);
    realtimeListeners.inc({ topic: name });
    onEnd(() => realtimeListeners.dec({ topic: name }));

    // Listening begins before the replay, so that nothing falls between; what both bring is sent once.
    let waiting: StoredEvent[] | null = [];
    let replayedTo: string | null = null;
    const live = (event: StoredEvent) => {
      if (replayedTo !== null) {
        if (comparePositions(event.position, replayedTo) <= 0) return;
        replayedTo = null;
      }
      write(message(event));
    };
    onEnd(
      feed.listen((event) => {
        if (!concerns(event)) return;
        if (waiting) waiting.push(event);
        else live(event);
      }),
    );
    const beat = setInterval(() => {
      write(`event: heartbeat\ndata: ${JSON.stringify({ live: feed.live })}\n\n`);
      admitted().catch(end); // a session that has ended takes its streams with it
    }, heartbeatMs);
    onEnd(() => clearInterval(beat));

    const last = request.headers['last-event-id'];
    if (typeof last === 'string' && isPosition(last)) {
      try {
        const missed = await readEvents(system, last, { limit: replayLimit, tenantId, names: topic.events });
        // A position that the stream has not reached is of a database that was since restored from a backup.
        const lost = missed.length === replayLimit || (missed.length === 0 && (await isBeyondEnd(system, last)));
        if (lost) write(`id: ${feed.position}\nevent: reset\ndata: {}\n\n`);
        else for (const event of missed) if (concerns(event)) write(message(event));
        replayedTo = missed.at(-1)?.position ?? null;
      } catch (error) {
        // The client comes again, with the same Last-Event-ID.
        request.log.warn({ err: error, topic: name }, 'a realtime stream could not be resumed');
        end();
      }
    }
    for (const event of waiting) live(event);
    waiting = null;
  });
}

interface Stream {
  write(text: string): void;
  end(): void;
  /** Runs when the stream ends, at once when it has. */
  onEnd(fn: () => void): void;
}

function openStream(reply: FastifyReply): Stream {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-request-id': reply.request.id,
    connection: 'keep-alive',
  });
  raw.write('retry: 2000\n: open\n\n');
  let ended = false;
  const last: (() => void)[] = [];
  const end = () => {
    if (ended) return;
    ended = true;
    for (const fn of last) fn();
    raw.end();
  };
  raw.on('close', end);
  return {
    end,
    write(text) {
      if (ended) return;
      // A listener that does not read would fill memory; it reconnects and replays.
      if (raw.writableLength > unreadBytes) end();
      else raw.write(text);
    },
    onEnd(fn) {
      if (ended) fn();
      else last.push(fn);
    },
  };
}
