import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import type { StoredEvent } from '../module.ts';
import { paced } from './paced.ts';
import { comparePositions, currentPosition, readEvents } from './reader.ts';

export const channel = 'dotmac_events';
/** Many commits a second cause so many looks a second at most. */
const gapMs = 20;

export interface Feed {
  /** Position of the last event handed out. */
  readonly position: string;
  /** False while the database cannot be reached. */
  readonly live: boolean;
  listen(listener: (event: StoredEvent) => void): () => void;
  /** Look now rather than at the next tick, and tell the other processes to. */
  poke(): void;
  stop(): Promise<void>;
}

/**
 * The tail of the outbox in this process: every event committed from now on, in order, to all listeners. `NOTIFY` makes it
 * quick, a look every second makes it certain; it goes on where it was after the database was away.
 * @param options.names only events of these names
 */
export async function startFeed(system: Pool, log: Logger, options: { names?: readonly string[] } = {}): Promise<Feed> {
  const { names } = options;
  const listeners = new Set<(event: StoredEvent) => void>();
  let position = await currentPosition(system);
  let live = true;
  let stopped = false;
  let looking = false;
  let again = false;
  let client: PoolClient | null = null;
  let notifyTimer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    try {
      do {
        again = false;
        // What is passed over is not read again next time.
        const end = names ? await currentPosition(system) : position;
        for (;;) {
          const events = await readEvents(system, position, { limit: 500, ...(names ? { names } : {}) });
          for (const event of events) {
            position = event.position;
            for (const listener of listeners) listener(event);
          }
          if (events.length < 500) break;
        }
        if (comparePositions(end, position) > 0) position = end;
      } while (again);
      live = true;
    } catch (error) {
      if (live && !stopped) log.warn({ err: error }, 'event feed lost the database; it goes on when it is back');
      live = false;
    } finally {
      looking = false;
    }
  }

  const paceOfLooks = paced(() => void look(), gapMs);

  async function listenToDatabase(): Promise<void> {
    try {
      const connected = await system.connect();
      client = connected;
      connected.on('notification', paceOfLooks.soon);
      connected.on('error', () => {
        if (client !== connected) return;
        client = null;
        connected.release(true); // the pool has no other way to learn that its place is free
      });
      await connected.query(`listen ${channel}`);
    } catch {
      client?.release(true);
      client = null; // the tick tries again
    }
  }

  await listenToDatabase();
  const tick = setInterval(() => {
    if (!client) void listenToDatabase();
    void look();
  }, 1000);

  return {
    get position() {
      return position;
    },
    get live() {
      return live;
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    poke() {
      paceOfLooks.soon();
      // One NOTIFY for a burst of commits: NOTIFY inside each transaction would queue them behind one lock.
      notifyTimer ??= setTimeout(() => {
        notifyTimer = undefined;
        system.query(`select pg_notify('${channel}', '')`).catch(() => undefined);
      }, 10);
    },
    async stop() {
      stopped = true;
      paceOfLooks.stop();
      clearInterval(tick);
      clearTimeout(notifyTimer);
      client?.release(true);
    },
  };
}
