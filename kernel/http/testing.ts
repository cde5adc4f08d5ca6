import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Actor, permissionSet, type Tenant } from '../context.ts';
import type { Door } from '../contract/fields.ts';
import type { Feed } from '../events/feed.ts';
import type { SignedIn } from '../identity/signed-in.ts';
import { uuidv7 } from '../ids.ts';
import type { StoredEvent } from '../module.ts';
import { httpManners, type Identify } from './rest.ts';

/** Who a test request says it is, in the header `x-test-caller`; without it, nobody. */
export interface TestCaller extends SignedIn {
  kind?: Actor['kind'];
  id?: string;
  permissions?: string[];
  customerId?: string;
  tenant?: 'alpha' | 'beta' | null;
}

export const calledBy = (caller: TestCaller) => ({ 'x-test-caller': JSON.stringify(caller) });

/** Believes what a request says about itself: what comes after sign-in is under test, not sign-in. */
export const believing =
  (tenants: Record<'alpha' | 'beta', Tenant>): Identify =>
  async (door: Door, request: FastifyRequest) => {
    const said = request.headers['x-test-caller'];
    if (typeof said !== 'string')
      return { actor: { kind: 'anonymous', id: null, name: 'nobody', permissions: permissionSet([]) }, tenant: null };
    const { userId, sessionId, ...caller }: TestCaller = JSON.parse(said);
    const kind = caller.kind ?? (door === 'isp' ? 'staff' : door);
    const tenant = caller.tenant === null || door === 'platform' ? null : tenants[caller.tenant ?? 'alpha'];
    return {
      actor: {
        kind,
        id: caller.id ?? 'test-user',
        name: 'Test person',
        permissions: permissionSet(caller.permissions ?? ['*']),
        ...(caller.customerId ? { customerId: caller.customerId } : {}),
        ...(userId && sessionId ? { userId, sessionId } : {}),
      },
      tenant,
    };
  };

/** A web port as the server builds it, without sign-in and files. */
export function testWeb(options: { bodyLimit?: number } = {}): FastifyInstance {
  const app = Fastify({ genReqId: () => uuidv7(Date.now()), ...options });
  httpManners(app);
  return app;
}

/** A feed that says what it is told to. */
export function testFeed(): Feed & { say(event: StoredEvent): void; readonly listeners: number; live: boolean } {
  const listeners = new Set<(event: StoredEvent) => void>();
  return {
    position: '0.0',
    live: true,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    say: (event) => {
      for (const listener of listeners) listener(event);
    },
    get listeners() {
      return listeners.size;
    },
    poke() {},
    async stop() {},
  };
}
