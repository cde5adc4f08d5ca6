import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

interface Exchange {
  request: { method: string; path: string; body?: unknown };
  response: { status: number; headers?: Record<string, string>; body: unknown };
}
export interface Replay {
  url: string;
  token: string;
  /** Requests as they came, and those that no exchange has an answer to. */
  seen: { method: string; path: string; body: unknown }[];
  strays: string[];
  /** Plays other exchanges from now on. */
  play(exchanges: readonly Exchange[]): void;
  /** Answers the next requests with this instead: null hangs up. */
  interrupt(...answers: (Exchange['response'] | null)[]): void;
  close(): Promise<void>;
}
const folder = new URL('../../../vectors/netbox/', import.meta.url);
const vector = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
export const exchangesOf = (version: '3.7' | '4.2'): { before: Exchange[]; after: Exchange[] } =>
  vector(`netbox-${version}.json`);
export const refusals = (): {
  name: string;
  status: number;
  headers: Record<string, string>;
  body: unknown;
  says: string;
}[] => vector('refusals.json');

/** A NetBox that says what is written in exchanges: to those very requests, with the right token, each write once. */
export async function replayNetbox(
  exchanges: readonly Exchange[],
  token = '0123456789abcdef0123456789abcdef01234567',
): Promise<Replay> {
  let playing = exchanges;
  let used = new Set<Exchange>();
  const interruptions: (Exchange['response'] | null)[] = [];
  const seen: Replay['seen'] = [];
  const strays: string[] = [];
  const scheme = token.startsWith('nbt_') ? 'Bearer' : 'Token';

  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      const send = ({ status, headers, body }: Exchange['response']) =>
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(typeof body === 'string' ? body : JSON.stringify(body));
      const { method = '', url: path = '', headers } = request;
      const body: unknown = text ? JSON.parse(text) : undefined;
      seen.push({ method, path, body });
      if (interruptions.length > 0) {
        const answer = interruptions.shift();
        if (answer) send(answer);
        else request.socket.destroy();
        return;
      }
      if (headers.authorization !== `${scheme} ${token}`)
        return void send({ status: 403, body: { detail: 'Invalid token' } });
      if (headers.accept !== 'application/json' || (text && headers['content-type'] !== 'application/json')) {
        strays.push(`${method} ${path} without its headers`);
        return void send({ status: 415, body: { detail: 'Unsupported media type' } });
      }
      const found = playing.find(
        (e) =>
          !used.has(e) &&
          e.request.method === method &&
          e.request.path === path &&
          isDeepStrictEqual(e.request.body, body),
      );
      if (!found) {
        strays.push(`${method} ${path} ${text}`);
        return void send({ status: 418, body: { detail: `No exchange for ${method} ${path} ${text}` } });
      }
      if (method !== 'GET') used.add(found);
      send(found.response);
    });
  });
  await new Promise<void>((next) => server.listen(0, '127.0.0.1', next));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    seen,
    strays,
    play(others) {
      playing = others;
      used = new Set();
    },
    interrupt: (...answers) => void interruptions.push(...answers),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
