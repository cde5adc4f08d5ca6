// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveStream } from './live-stream.ts';

interface Opened {
  url: string;
  last: string | undefined;
  send(text: string): void;
  aborted(): boolean;
}
let opened: Opened[] = [];

beforeEach(() => {
  opened = [];
  vi.useFakeTimers();
  vi.stubGlobal('document', { addEventListener() {}, removeEventListener() {}, visibilityState: 'visible' });
  vi.stubGlobal('window', { addEventListener() {}, removeEventListener() {} });
  vi.stubGlobal('fetch', async (url: string, init: { headers: Record<string, string>; signal: AbortSignal }) => {
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start(made) {
        controller = made;
      },
    });
    init.signal.addEventListener('abort', () => controller.error(new Error('aborted')));
    opened.push({
      url,
      last: init.headers['last-event-id'],
      send: (text) => controller.enqueue(new TextEncoder().encode(text)),
      aborted: () => init.signal.aborted,
    });
    return new Response(body, { status: 200 });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const settle = () => vi.advanceTimersByTimeAsync(100);
const listener = () => ({ onMessage: vi.fn(), onReconnect: vi.fn() });
const event = (id: string, topics: string[]) =>
  `id: ${id}\nevent: x\ndata: {"topics":${JSON.stringify(topics)},"name":"x"}\n\n`;

test('a page that follows ten topics opens one connection, and each hears its own', async () => {
  const stream = new LiveStream('/realtime');
  const listeners = Array.from({ length: 10 }, listener);
  for (const [at, one] of listeners.entries()) stream.add(`t${at}`, one);
  await settle();
  expect(opened.map((o) => o.url)).toEqual(['/realtime/t0,t1,t2,t3,t4,t5,t6,t7,t8,t9']);
  opened[0]!.send(event('1.1', ['t3', 't7']));
  await settle();
  expect(listeners.map((l) => l.onMessage.mock.calls.length)).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
});

test('a topic that joins reopens the connection from where it was, without anyone refetching for a gap', async () => {
  const stream = new LiveStream('/realtime');
  const [a, b] = [listener(), listener()];
  stream.add('a', a);
  await settle();
  opened[0]!.send('id: 5.1\nevent: x\ndata: {"name":"x"}\n\n');
  await settle();
  stream.add('b', b);
  await settle();
  expect(opened.map((o) => [o.url, o.last, o.aborted()])).toEqual([
    ['/realtime/a', undefined, true],
    ['/realtime/a,b', '5.1', false],
  ]);
  expect(a.onMessage).toHaveBeenCalledTimes(1);
  expect(a.onReconnect).not.toHaveBeenCalled();
});

test('from page to page the connection stays when the next page follows the same', async () => {
  const stream = new LiveStream('/realtime');
  const leave = stream.add('a', listener());
  await settle();
  leave();
  stream.add('a', listener());
  await settle();
  expect(opened).toHaveLength(1);
  expect(opened[0]!.aborted()).toBe(false);
});

test('nobody listens: the connection is given back', async () => {
  const stream = new LiveStream('/realtime');
  stream.add('a', listener())();
  await settle();
  const leave = stream.add('a', listener());
  await settle();
  leave();
  await settle();
  expect(opened.every((o) => o.aborted())).toBe(true);
});
