import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface TestProvider {
  issuer: string;
  close(): Promise<void>;
}
interface Person {
  email: string;
  name: string;
  verified?: boolean;
}

const listening = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );

/**
 * A real OpenID Provider (oidc-provider) whose people by login name are given; it believes any password.
 * @param redirectUri asked for at the first request, when the client has been entered here
 */
export async function testProvider(redirectUri: () => string, people: Record<string, Person>): Promise<TestProvider> {
  let provider: Provider | undefined;
  const server = createServer((request, response) => {
    provider ??= new Provider(issuer, {
      clients: [{ client_id: 'dotmac', client_secret: 'a secret of the client', redirect_uris: [redirectUri()] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => {
          const { email, name, verified } = people[id] ?? { email: undefined, name: undefined, verified: false };
          return { sub: id, email, email_verified: verified ?? true, name };
        },
      }),
    });
    void provider.callback()(request, response);
  });
  const issuer = `http://127.0.0.1:${await listening(server)}`;
  return { issuer, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Follows a browser through the provider's own pages to its way back to us. @returns the address it is sent back to */
export async function throughProvider(from: string, login: string, stopAt: string): Promise<URL> {
  const jar = new Map<string, string>();
  let next: URL = new URL(from);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 12; step += 1) {
    if (next.href.startsWith(stopAt)) return next;
    const answer = await fetch(next, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') },
      ...(form ? { body: form } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      jar.set(name!, value!);
    }
    form = undefined;
    const to = answer.headers.get('location');
    if (to) {
      next = new URL(to, next);
      continue;
    }
    const page = await answer.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (!action || !prompt) throw new Error(`The provider said: ${answer.status} ${page.slice(0, 300)}`);
    next = new URL(action, next);
    form = new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'any' } : {}) });
  }
  throw new Error('The provider leads in a circle.');
}
