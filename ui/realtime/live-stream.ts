import { ProblemError } from '#ui/problem/problem.ts';
import { type StreamMessage, sseDecoder } from './sse.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'down';

export interface LiveStatus {
  state: LiveState;
  /** When the stream last gave a sign of life; null before the first. */
  lastSeenAt: number | null;
  /** Why it is down, as a sentence. */
  reason: string | null;
}

export interface LiveListener {
  onMessage: (message: StreamMessage) => void;
  /** The stream broke and is back, perhaps with a gap: refetch. */
  onReconnect: () => void;
}

// The server sends a heartbeat at least every 15 s; two and a half missed ones mean a dead connection TCP has not noticed.
const silenceLimitMs = 40_000;
const backoffMs = [500, 1000, 2000, 5000, 10_000, 20_000];
// Browsers allow six HTTP/1.1 connections per host over all tabs: a hidden tab gives its own back.
const hiddenGraceMs = 20_000;

// What a page follows is said piece by piece while it renders; the stream opens once, for all of it.
const gatherMs = 40;

/** Topics a message belongs to; null when the stream has only one and does not say. */
function topicsOf(data: string): readonly unknown[] | null {
  const found = /^\{"topics":(\[[^\]]*\])/.exec(data)?.[1];
  return found === undefined ? null : (JSON.parse(found) as unknown[]);
}

/**
 * One connection to `GET /api/v1/realtime/<topic>,<topic>…`, shared by everything on the page that follows something: browsers
 * allow six connections to a host over all tabs. When a topic joins, the stream is opened anew from where it was.
 * Read with fetch instead of EventSource: that hides heartbeats, HTTP statuses and the names of events.
 */
export class LiveStream {
  readonly base: string;
  status: LiveStatus = { state: 'connecting', lastSeenAt: null, reason: null };
  #listeners = new Map<LiveListener, string>();
  #open = new Set<string>();
  #running = false;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #watchers = new Set<() => void>();
  #lastEventId: string | undefined;
  #attempt = 0;
  #wasLive = false;
  #abort: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(base: string) {
    this.base = base;
  }

  add(topic: string, listener: LiveListener): () => void {
    this.#listeners.set(listener, topic);
    if (!this.#running) this.#start();
    else if (!this.#open.has(topic)) this.#gather();
    return () => {
      this.#listeners.delete(listener);
      // The next page's listeners come as the last page's go: only a page that follows nothing lets go.
      if (this.#listeners.size === 0) setTimeout(() => this.#listeners.size === 0 && this.#stop(), gatherMs);
    };
  }

  #gather() {
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => {
      clearTimeout(this.#timer);
      this.#abort?.abort();
      // Topics that join are no gap: what happened meanwhile is replayed.
      this.#wasLive = false;
      void this.#connect();
    }, gatherMs);
  }

  watch = (watcher: () => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  #start() {
    this.#running = true;
    document.addEventListener('visibilitychange', this.#onVisibility);
    window.addEventListener('online', this.#now);
    this.#gather();
  }

  #stop() {
    this.#running = false;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    window.removeEventListener('online', this.#now);
    clearTimeout(this.#timer);
    clearTimeout(this.#gathering);
    clearTimeout(this.#hiddenTimer);
    this.#abort?.abort();
    this.#abort = undefined;
    this.#open.clear();
    this.#wasLive = false;
    this.#lastEventId = undefined;
    this.#attempt = 0;
    this.#set({ state: 'connecting', lastSeenAt: null, reason: null });
  }

  #set(status: LiveStatus) {
    this.status = status;
    for (const tell of this.#watchers) tell();
  }

  #onVisibility = () => {
    clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === 'visible') {
      if (!this.#abort) {
        this.#set({ ...this.status, state: 'connecting' });
        this.#now();
      }
    } else {
      this.#hiddenTimer = setTimeout(() => {
        clearTimeout(this.#timer);
        this.#abort?.abort();
        this.#abort = undefined;
      }, hiddenGraceMs);
    }
  };

  #now = () => {
    if (this.status.state === 'live' && this.#abort) return;
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#abort?.abort();
    void this.#connect();
  };

  async #connect() {
    const abort = new AbortController();
    this.#abort = abort;
    let silence: ReturnType<typeof setTimeout> | undefined;
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(() => abort.abort(new Error('The server fell silent.')), silenceLimitMs);
    };
    try {
      alive();
      this.#open = new Set(this.#listeners.values());
      const response = await fetch(`${this.base}/${[...this.#open].toSorted().join(',')}`, {
        headers: { accept: 'text/event-stream', ...(this.#lastEventId ? { 'last-event-id': this.#lastEventId } : {}) },
        cache: 'no-store',
        signal: abort.signal,
      });
      if (!response.ok || !response.body)
        throw new ProblemError(response.status, await response.json().catch(() => null));
      this.#opened();
      const decoder = sseDecoder();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) throw new Error('The server closed the stream.');
        alive();
        this.#seen(decoder.push(value));
      }
    } catch (error) {
      // Given up on purpose (nobody listens, hidden tab, a newer attempt): not a failure to show.
      if (this.#abort === abort) this.#failed(error);
    } finally {
      clearTimeout(silence);
    }
  }

  #opened() {
    const gap = this.#wasLive;
    this.#wasLive = true;
    this.#attempt = 0;
    this.#set({ state: 'live', lastSeenAt: Date.now(), reason: null });
    if (gap) this.#reconnected();
  }

  #seen(messages: StreamMessage[]) {
    this.status.lastSeenAt = Date.now();
    for (const message of messages) {
      this.#lastEventId = message.id ?? this.#lastEventId;
      if (message.event === 'heartbeat') this.#beat(message.data);
      // More was missed than the server replays.
      else if (message.event === 'reset') this.#reconnected();
      else this.#tell(message);
    }
  }

  #tell(message: StreamMessage) {
    const topics = topicsOf(message.data);
    for (const [listener, topic] of this.#listeners)
      if (topics === null || topics.includes(topic)) listener.onMessage(message);
  }

  #reconnected() {
    for (const listener of this.#listeners.keys()) listener.onReconnect();
  }

  // The connection may stand while the server itself gets no events: its heartbeat says so.
  #beat(data: string) {
    const fed = !/"live":\s*false/.test(data);
    if (fed === (this.status.state === 'live')) return;
    if (!fed)
      return this.#set({ ...this.status, state: 'down', reason: 'The server receives no events at the moment.' });
    this.#set({ ...this.status, state: 'live', reason: null });
    this.#reconnected();
  }

  #failed(error: unknown) {
    this.#abort = undefined;
    const refused = error instanceof ProblemError && error.status >= 400 && error.status < 500 && error.status !== 429;
    const reason =
      error instanceof ProblemError
        ? error.message
        : navigator.onLine
          ? 'The server does not answer.'
          : 'You are offline.';
    const delay = refused ? 60_000 : (backoffMs[Math.min(this.#attempt, backoffMs.length - 1)] ?? 20_000);
    this.#attempt++;
    // A first hiccup is not news; three in a row, or a refusal, is.
    const state = refused || this.#attempt > 3 ? 'down' : this.#wasLive ? 'reconnecting' : 'connecting';
    this.#set({ ...this.status, state, reason });
    this.#timer = setTimeout(() => void this.#connect(), delay * (0.8 + Math.random() * 0.4));
  }
}

const streams = new Map<string, LiveStream>();
const registryWatchers = new Set<() => void>();

/** The connection of a console. @param base where its topics are, such as `/api/v1/realtime` */
export function liveStream(base: string): LiveStream {
  const known = streams.get(base);
  if (known) return known;
  const stream = new LiveStream(base);
  streams.set(base, stream);
  return stream;
}

const active = new Map<LiveStream, number>();

/** Counts a stream as followed by the page, for the badge that speaks for all of them. */
export function follow(stream: LiveStream): () => void {
  active.set(stream, (active.get(stream) ?? 0) + 1);
  const stop = stream.watch(tellAll);
  tellAll();
  return () => {
    stop();
    const left = (active.get(stream) ?? 1) - 1;
    if (left === 0) active.delete(stream);
    else active.set(stream, left);
    tellAll();
  };
}

let overall: LiveStatus | null = null;
const severity: LiveState[] = ['live', 'connecting', 'reconnecting', 'down'];

function tellAll() {
  overall = [...active.keys()]
    .map((stream) => stream.status)
    .reduce<LiveStatus | null>(
      (worst, status) => (!worst || severity.indexOf(status.state) > severity.indexOf(worst.state) ? status : worst),
      null,
    );
  for (const tell of registryWatchers) tell();
}

/** The worst state of all followed streams; null when the page follows none. */
export const overallStatus = () => overall;
export const watchOverall = (watcher: () => void) => {
  registryWatchers.add(watcher);
  return () => registryWatchers.delete(watcher);
};
