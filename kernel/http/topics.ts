import type { Pool } from 'pg';
import type { Caller } from '../context.ts';
import type { Topic } from '../contract/contract.ts';
import { AppError } from '../errors.ts';
import type { Feed } from '../events/feed.ts';
import { comparePositions, isBeyondEnd, isPosition, readEvents } from '../events/reader.ts';
import { tenantOf } from '../kernel.ts';
import type { StoredEvent } from '../module.ts';

const replayLimit = 1000;

/** Where events come from: those to come, and those that were. */
export interface EventSource {
  feed: Feed;
  system: Pool;
}

export const mayFollow = ({ actor }: Pick<Caller, 'actor'>, topic: Topic): boolean =>
  actor.kind !== 'anonymous' && (topic.can === 'signed-in' || actor.permissions.has(topic.can));

/** Who may follow a topic. @throws AppError `unauthenticated` or `forbidden` */
export function assertFollows(caller: Pick<Caller, 'actor'>, topic: Topic): void {
  if (caller.actor.kind === 'anonymous') throw new AppError('unauthenticated', 'Sign in first.');
  if (!mayFollow(caller, topic)) throw new AppError('forbidden', `This needs the permission ${topic.can}.`);
}

/** Only names and ids leave by realtime; the client asks for the content through its door, where every rule applies. */
export function idsOf(event: StoredEvent): Record<string, string> {
  const isId = ([key, value]: [string, unknown]) => (key === 'id' || key.endsWith('Id')) && typeof value === 'string';
  return Object.fromEntries(Object.entries(event.payload).filter(isId)) as Record<string, string>;
}

/**
 * Tells a caller what happens of these events, from `after` on or from now on, until `stop`. `reset` is told when the gap was too
 * long to replay. `ready` rejects when it could not be read; the follower comes again from the same place.
 */
export function follow(
  { feed, system }: EventSource,
  events: readonly string[],
  caller: Caller,
  after: string | undefined,
  tell: { event(event: StoredEvent): void; reset(position: string): void },
): { stop(): void; ready: Promise<void> } {
  const { customerId } = caller.actor;
  const tenantId = tenantOf(caller).id;
  const everybody = caller.door !== 'customer' && customerId === undefined;
  const concerns = (event: StoredEvent) =>
    event.tenantId === tenantId &&
    events.includes(event.name) &&
    (everybody || (customerId !== undefined && event.payload['customerId'] === customerId));

  // Listening begins before the replay, so that nothing falls between; what both bring is told once.
  let waiting: StoredEvent[] | null = [];
  let replayedTo: string | null = null;
  const live = (event: StoredEvent) => {
    if (replayedTo !== null) {
      if (comparePositions(event.position, replayedTo) <= 0) return;
      replayedTo = null;
    }
    tell.event(event);
  };
  const stop = feed.listen((event) => {
    if (!concerns(event)) return;
    if (waiting) waiting.push(event);
    else live(event);
  });
  const replay = async (last: string) => {
    const missed = await readEvents(system, last, { limit: replayLimit, tenantId, names: events });
    // A position that the stream has not reached is of a database that was since restored from a backup.
    const lost = missed.length === replayLimit || (missed.length === 0 && (await isBeyondEnd(system, last)));
    if (lost) tell.reset(feed.position);
    else for (const event of missed) if (concerns(event)) tell.event(event);
    replayedTo = missed.at(-1)?.position ?? null;
  };
  const ready = (after !== undefined && isPosition(after) ? replay(after) : Promise.resolve()).then(() => {
    for (const event of waiting ?? []) live(event);
    waiting = null;
  });
  return { stop, ready };
}
