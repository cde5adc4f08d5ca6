import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Pool } from 'pg';
import type { Topic } from '../contract/contract.ts';
import type { Door } from '../contract/fields.ts';
import { notFound } from '../errors.ts';
import type { Feed } from '../events/feed.ts';
import { type Kernel, tenantOf } from '../kernel.ts';
import { realtimeListeners } from '../metrics.ts';
import type { StoredEvent } from '../module.ts';
import { doorPrefix } from './doors.ts';
import { callerOf, type Identify } from './rest.ts';
import { assertFollows, follow, idsOf, mayFollow } from './topics.ts';

const heartbeatMs = 15_000;
const unreadBytes = 1_000_000;

const messages = new WeakMap<StoredEvent, string>();
function message(event: StoredEvent): string {
  let text = messages.get(event);
  if (text === undefined) {
    const data = JSON.stringify({ name: event.name, at: event.at, ...idsOf(event) });
    text = `id: ${event.position}\nevent: ${event.name}\ndata: ${data}\n\n`;
    messages.set(event, text);
  }
  return text;
}

/** With several topics on one stream, a message says which of them it belongs to. */
function messageOf(event: StoredEvent, topics: ReadonlyMap<string, Topic>): string {
  if (topics.size === 1) return message(event);
  const names = [...topics].flatMap(([name, topic]) => (topic.events.includes(event.name) ? [name] : []));
  return message(event).replace('data: {', `data: {"topics":${JSON.stringify(names)},`);
}

/**
 * `GET /realtime/<topic>`, or several as `<topic>,<topic>` (a browser has six connections for all its tabs; of several, those
 * that the caller may not follow are left out), as server-sent events (WHATWG HTML §9.2): replay after `Last-Event-ID`, heartbeat every 15 s with
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
    const asked = [...new Set(request.params.topic.split(','))].map((name) => {
      const topic = topics.get(name);
      if (!topic) throw notFound('realtime topic');
      return [name, topic] as const;
    });
    const admitted = async () => {
      const caller = await callerOf(identify, door, request);
      const allowed = new Map(asked.filter(([, topic]) => mayFollow(caller, topic)));
      if (allowed.size === 0) assertFollows(caller, asked[0]![1]);
      tenantOf(caller);
      return { caller, allowed };
    };
    const { caller, allowed } = await admitted();
    const name = [...allowed.keys()].join(',');
    const events = [...new Set([...allowed.values()].flatMap((topic) => topic.events))];

    const { write, end, onEnd } = openStream(reply);
    for (const topic of allowed.keys()) {
      realtimeListeners.inc({ topic });
      onEnd(() => realtimeListeners.dec({ topic }));
    }
    const last = request.headers['last-event-id'];
    const { stop, ready } = follow({ feed, system }, events, caller, typeof last === 'string' ? last : undefined, {
      event: (event) => write(messageOf(event, allowed)),
      reset: (position) => write(`id: ${position}\nevent: reset\ndata: {}\n\n`),
    });
    onEnd(stop);
    const beat = setInterval(() => {
      write(`event: heartbeat\ndata: ${JSON.stringify({ live: feed.live })}\n\n`);
      // A session that has ended takes its streams with it; so does a right that was taken or given.
      admitted().then((now) => now.allowed.size === allowed.size || end(), end);
    }, heartbeatMs);
    onEnd(() => clearInterval(beat));
    await ready.catch((error) => {
      // The client comes again, with the same Last-Event-ID.
      request.log.warn({ err: error, topic: name }, 'a realtime stream could not be resumed');
      end();
    });
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
