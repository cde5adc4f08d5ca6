import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Api } from '../testing.ts';

export interface Ask {
  which: 'isp' | 'platform';
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** A stream never ends by itself: read this long. */
  streamMs?: number;
}
export interface Told {
  /** 0: the connection was closed without an answer. */
  status: number;
  headers: Record<string, unknown>;
  cookies: string[];
  text: string;
}
export interface Server {
  urls: Record<'isp' | 'platform', string>;
  ask(ask: Ask): Promise<Told>;
  close(): void;
}

/** Both ports of the product on sockets of this machine, and a client that keeps its connections. */
export async function listen(api: Api, urls: Record<'isp' | 'platform', string>): Promise<Server> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const ports = {} as Record<'isp' | 'platform', number>;
  for (const which of ['isp', 'platform'] as const) {
    await api.ports[which].listen({ host: '127.0.0.1', port: 0 });
    ports[which] = (api.ports[which].server.address() as AddressInfo).port;
  }
  return {
    urls,
    close: () => agent.destroy(),
    ask: (ask) => send(agent, ports[ask.which], new URL(urls[ask.which]).host, ask),
  };
}

function send(agent: Agent | false, port: number, hostHeader: string, ask: Ask): Promise<Told> {
  const { method, path, headers, body, streamMs } = ask;
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      agent: streamMs === undefined ? agent : false,
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { host: hostHeader, ...headers },
    });
    sent.setTimeout(30_000, () => sent.destroy(new Error(`${method} ${path} was not answered in 30 s.`)));
    const told = (answer: IncomingMessage, chunks: Uint8Array[]) =>
      resolve({
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        cookies: answer.headers['set-cookie'] ?? [],
        text: Buffer.concat(chunks).toString('utf8'),
      });
    sent.on('response', (answer) => {
      const chunks: Uint8Array[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => told(answer, chunks));
      answer.on('error', () => told(answer, chunks));
      if (streamMs !== undefined)
        setTimeout(() => {
          told(answer, chunks);
          sent.destroy();
        }, streamMs);
    });
    sent.on('upgrade', (answer, socket, head) => {
      const chunks: Uint8Array[] = [head];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      setTimeout(() => {
        told(answer, chunks);
        socket.destroy();
      }, streamMs ?? 100);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // A kept connection that the server has closed in the meantime: once more, on a new one.
      if (error.code === 'ECONNRESET' && sent.reusedSocket) send(false, port, hostHeader, ask).then(resolve, reject);
      else if (error.code === 'ECONNRESET') resolve({ status: 0, headers: {}, cookies: [], text: '' });
      else reject(error);
    });
    sent.end(body);
  });
}
