import type pg from 'pg';

/** A text sent as often as this is worth a plan that is kept. */
const worthAfter = 5;
/** Plans kept on each connection, at most; texts counted, at most. */
const keptMost = 300;
const countedMost = 3000;
const longest = 20_000;
/** How much these find depends on the value so much that a plan for any value would often be a bad one. */
const asValuesSay = /\b(?:i?like|similar)\b|@>|<@|@@|&&|~|<->|%/i;
const isWork = /^\s*(?:select|insert|update|delete|with)\b/i;

const counted = new Map<string, number>();
const names = new Map<string, string>();

/**
 * The statement under a name when it comes again and again, so that PostgreSQL parses and plans it once on each
 * connection: for a row by its key that is most of the work.
 */
export function named<S extends { text: string; name?: string | undefined }>(statement: S): S {
  const { text } = statement;
  const name = statement.name ?? names.get(text);
  if (name) return { ...statement, name };
  if (names.size >= keptMost || text.length > longest) return statement;
  const times = (counted.get(text) ?? 0) + 1;
  if (times < worthAfter) {
    if (counted.size >= countedMost) counted.clear();
    counted.set(text, times);
    return statement;
  }
  if (times === Number.POSITIVE_INFINITY) return statement;
  if (!isWork.test(text) || asValuesSay.test(text)) {
    counted.set(text, Number.POSITIVE_INFINITY);
    return statement;
  }
  counted.delete(text);
  const given = `p${names.size + 1}`;
  names.set(text, given);
  return { ...statement, name: given };
}

/** The client as Drizzle takes it, with statements named. */
export function preparing(client: pg.PoolClient): pg.PoolClient {
  const query = (statement: string | pg.QueryConfig, values?: unknown[]) =>
    typeof statement === 'string' ? client.query(statement, values) : client.query(named(statement), values);
  return Object.assign(Object.create(client) as pg.PoolClient, { query });
}

interface Socket {
  cork(): void;
  uncork(): void;
  _write(chunk: Buffer, encoding: string, done: (error?: Error | null) => void): void;
  _writev?(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void;
}
const socketOf = (client: pg.PoolClient) => (client as unknown as { connection: { stream: Socket } }).connection.stream;

/** The many small messages of a statement leave as one buffer: cheaper than handing the kernel a dozen of them. */
export function joinWrites(client: pg.PoolClient): void {
  const socket = socketOf(client);
  socket._writev = (chunks, done) => socket._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'buffer', done);
}

/** What is sent to the server before the work first waits for something else leaves in one piece. */
export function gather(client: pg.PoolClient): void {
  const socket = socketOf(client);
  socket.cork();
  process.nextTick(() => socket.uncork());
}
