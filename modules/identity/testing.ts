import Fastify, { type FastifyInstance } from 'fastify';
import type { ConsoleUrls } from '#kernel/context.ts';
import { doorsOf } from '#kernel/http/doors.ts';
import { httpManners, mountRest } from '#kernel/http/rest.ts';
import type { Module } from '#kernel/module.ts';
import { managerLookup } from '#modules/tenancy/account-managers/lookup.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { apiKeyLookup } from './api-keys/lookup.ts';
import { subscriberLookup } from './portal-accounts/lookup.ts';
import { createIdentity, type Identity } from './staff/auth.ts';
import { visitsOf } from './visits.ts';

/** The kernel's own when nothing else is said. */
const kernelUrls: ConsoleUrls = { isp: 'http://localhost:3000', platform: 'http://localhost:3001' };

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the server sent; tests look at what they expect
  body: any;
  headers: Record<string, string | string[] | number | undefined>;
}

/** A browser at one of the ports: it keeps cookies and says where its requests come from. */
export interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  send(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  signIn(email: string, password: string): Promise<Answer>;
  cookies: Map<string, string>;
}

export interface TestIdentity extends TestKernel {
  identity: Identity;
  /** @param door whose realm `signIn` speaks to; by default that of the port's staff */
  browser(which: 'isp' | 'platform', from?: string, door?: 'tenant'): Browser;
  /** Links in the mails to an address, newest first. */
  linksTo(email: string): Promise<{ tenantId: string; template: string; link: URL }[]>;
}

/** The kernel with sign-in and the REST doors of both ports, as the server mounts them. */
export async function testIdentity(
  modules: readonly Module[],
  options: { demo?: boolean; at?: string; urls?: ConsoleUrls } = {},
): Promise<TestIdentity> {
  const t = await testKernel(modules, options.at);
  const { kernel, tenants, clock, db } = t;
  const urls = options.urls ?? kernelUrls;
  const identity = createIdentity({
    kernel,
    tenants,
    config: {
      masterKey: () => db.masterKey,
      demo: options.demo ?? false,
      ispUrl: urls.isp,
      platformUrl: urls.platform,
    },
    apiKeys: apiKeyLookup({ pools: db.pools, clock }),
    managers: managerLookup(db.pools.system, kernel.registry.permissions),
    visits: visitsOf(kernel, tenants),
    subscribers: subscriberLookup(db.pools),
  });
  const port = (which: 'isp' | 'platform'): FastifyInstance => {
    const app = Fastify({ trustProxy: 'loopback' });
    httpManners(app);
    identity.mount(app, which);
    for (const door of doorsOf[which]) mountRest(app, kernel, door, identity.identify);
    return app;
  };
  const ports = { isp: port('isp'), platform: port('platform') };

  return {
    ...t,
    identity,
    async linksTo(email) {
      await identity.settled();
      const { rows } = await db.owner.query<{ tenant_id: string; template: string; text: string }>(
        'select tenant_id, template, text from mail_message where "to" = $1 order by id desc',
        [email],
      );
      return rows.map((row) => ({
        tenantId: row.tenant_id,
        template: row.template,
        link: new URL(/https?:\/\/\S+/.exec(row.text)?.[0] ?? ''),
      }));
    },
    browser(which, from = '192.0.2.1', door) {
      const cookies = new Map<string, string>();
      const ask = async (
        method: string,
        path: string,
        body: object | undefined,
        headers: Record<string, string>,
      ): Promise<Answer> => {
        const response = await ports[which].inject({
          method: method as 'GET',
          url: path,
          remoteAddress: from,
          headers: {
            host: new URL(urls[which]).host,
            ...(method === 'GET' ? {} : { origin: urls[which] }),
            ...(cookies.size > 0 ? { cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join('; ') } : {}),
            ...(body ? { 'content-type': 'application/json' } : {}),
            ...headers,
          },
          ...(body ? { payload: body } : {}),
        });
        for (const { name, value, maxAge } of response.cookies) {
          if (maxAge === 0 || value === '') cookies.delete(name);
          else cookies.set(name, encodeURIComponent(value));
        }
        return { status: response.statusCode, body: response.body ? response.json() : null, headers: response.headers };
      };
      return {
        cookies,
        get: (path, headers = {}) => ask('GET', path, undefined, headers),
        send: (method, path, body, headers = {}) => ask(method, path, body, headers),
        signIn: (email, password) => ask('POST', `/api/auth/${door ?? which}/sign-in/email`, { email, password }, {}),
      };
    },
  };
}
