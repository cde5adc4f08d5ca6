import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '#kernel/config.ts';
import { type Actor, type Caller, type ConsoleUrls, permissionSet, type Tenant } from '#kernel/context.ts';
import { type Door, doors } from '#kernel/contract/fields.ts';
import { AppError } from '#kernel/errors.ts';
import { doorsOf } from '#kernel/http/doors.ts';
import type { Identify } from '#kernel/http/rest.ts';
import { type Accounts, openAccounts, setAccounts } from '#kernel/identity/accounts.ts';
import { assertOwnOrigin, toRealmRequest } from '#kernel/identity/http.ts';
import { slugOfToken } from '#kernel/identity/invitations.ts';
import { openRealm, type Realm, type RealmHooks, resetHours } from '#kernel/identity/realms.ts';
import type { VisitDoor } from '#kernel/identity/visits.ts';
import { platformTenantId, uuidv7 } from '#kernel/ids.ts';
import { type Kernel, operatorTenant, systemActor } from '#kernel/kernel.ts';
import type { StoredEvent } from '#kernel/module.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import { signIns } from '#modules/identity/sign-ins/contract.ts';
import { type MemberLookup, memberLookup } from './lookup.ts';
import { appPath, type Person, peopleOf } from './people.ts';
import { type SignInSeen, signInRecorder } from './sign-in-record.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { visitRoutes } from './visit-routes.ts';

/** Finds the actor behind an API key. */
export interface ApiKeyLookup {
  forget(): void;
  find(key: string): Promise<{ actor: Actor; tenantId: string } | null>;
}
/** Finds the subscriber behind an account of the customer realm, and the account behind what a subscriber types. */
export interface SubscriberLookup {
  person(userId: string): Promise<Person | null>;
  place(userId: string): Promise<string | null>;
  find(tenantId: string, userId: string): Promise<Actor | null>;
  /** The realm's own address of the account; null when there is none. */
  addressOf(tenantId: string, login: string): Promise<string | null>;
}

/** Finds the account manager behind an account of the tenant realm. */
export interface ManagerLookup {
  places(userId: string): Promise<string[]>;
  find(tenantId: string, userId: string): Promise<Actor | null>;
  /** Puts a sign-in, or a failed one, on record. */
  record(kernel: Pick<Kernel, 'run'>, caller: Caller, of: { id: string } & SignInSeen): Promise<void>;
}

export interface IdentityOptions {
  kernel: Kernel;
  tenants: TenantDirectory;
  config: Pick<Config, 'masterKey' | 'demo' | 'ispUrl' | 'platformUrl'>;
  apiKeys: ApiKeyLookup;
  subscribers: SubscriberLookup;
  managers: ManagerLookup;
  /** How people enter doors that are not theirs. */
  visits?: (members: MemberLookup) => readonly VisitDoor[];
}

export interface Identity {
  identify: Identify;
  /** Mounts the sign-in endpoints of a port's doors; before their other routes. */
  mount(app: FastifyInstance, which: 'isp' | 'platform'): void;
  accounts: Accounts;
  /** Opens a session of the ISP's staff for an account that a sign-in provider vouched for; the cookies to set. */
  enterVouched(userId: string, request: FastifyRequest): Promise<string[]>;
  /** Resolves when the mails that were begun are written. */
  settled(): Promise<void>;
  /** Told of every event of the feed: what it makes untrue is forgotten at once, everything else within five seconds. */
  forget(event: StoredEvent): void;
}

const rememberMs = 5_000;
const rememberedMost = 20_000;
/** What a person needs to set up the second factor that is asked of them. */
const openWithoutSecondFactor = /^\/api\/v1\/(platform\/)?(session(\/tenant)?|me\/security|branding|installation)$/;
const nobody: Actor = { kind: 'anonymous', id: null, name: 'nobody', permissions: permissionSet([]) };
const forgettable =
  /^((member|role|api-key|portal-account|account-manager|tenant|support-access|portal-visit)\.|sign-in\.policy-changed$)/;

export interface Known {
  actor: Actor;
  tenant: Tenant | null;
  /** Unix milliseconds until which this may be remembered. */
  untilMs: number;
}

/** Opens sign-in in this process: the realms of all doors, and who a request comes from. */
export function createIdentity(options: IdentityOptions): Identity {
  const { kernel, tenants, subscribers, managers, config } = options;
  const { pools, clock } = kernel;
  const urls: ConsoleUrls = { isp: config.ispUrl, platform: config.platformUrl };
  const baseUrlOf = (door: Door) => (door === 'platform' || door === 'tenant' ? urls.platform : urls.isp);
  const demo = config.demo === true;
  const members = memberLookup(pools.system, kernel.registry.permissions, clock);
  const places = placesOf(members, subscribers, managers);
  const accounts = openAccounts(pools.auth, { demo, places, tenantById: tenants.byId });
  setAccounts(accounts);
  const masterKey = config.masterKey();
  const people = peopleOf({ kernel, tenants, urls, accounts, members, subscribers, managers });

  const record = signInRecorder({ kernel, people, managers });

  const hooks: RealmHooks = {
    place: async (door, userId) => (await places(door, userId))[0] ?? null,
    takeCode: accounts.credentials.takeCode,
    async sendReset(door, user, token) {
      const link = `${baseUrlOf(door)}${appPath(door)}/reset-password?token=${token}`;
      people.writeLater(door, user.id, 'password-reset', { link, hours: String(resetHours) });
    },
  };
  const openRealms = () =>
    new Map<Door, Realm>(
      doors.map((door) => [
        door,
        openRealm(door, pools.auth, { masterKey, demo, baseUrl: baseUrlOf(door), hooks, log: kernel.log }),
      ]),
    );
  let realms = openRealms();

  let known = new Map<string, Known>();
  accounts.onForget(() => {
    known = new Map();
    options.apiKeys.forget();
  });
  const renewed = new WeakMap<FastifyRequest, string[]>();
  const visits = visitRoutes(options.visits?.(members) ?? [], {
    clock,
    baseUrlOf,
    remembered,
    forget: accounts.forget,
    tenantById: tenants.byId,
    answer: (request, cookie) => renewed.set(request, [...(renewed.get(request) ?? []), cookie]),
  });

  async function remembered(key: string, look: () => Promise<Known | null>): Promise<Known | null> {
    const hit = known.get(key);
    const now = clock.nowMs();
    if (hit && hit.untilMs > now && hit.untilMs <= now + rememberMs) return hit;
    const before = known;
    const found = await look();
    // Forgotten while we looked: what we saw may be from before the change.
    if (found && known === before) {
      if (known.size >= rememberedMost) known.clear();
      known.set(key, { ...found, untilMs: Math.min(found.untilMs, now + rememberMs) });
    }
    return found;
  }

  async function look(door: Door, request: FastifyRequest): Promise<Known | null> {
    const headers = new Headers({ cookie: request.headers.cookie ?? '' });
    const { response, headers: answered } = await realms.get(door)!.api.getSession({ headers, returnHeaders: true });
    if (!response) return null;
    const { session, user } = response;
    if (user.demo && !demo) return null;
    const cookies = answered.getSetCookie();
    if (cookies.length > 0) renewed.set(request, cookies);
    const found = await actorOf(door, { members, subscribers, managers }, session.tenantId, user.id);
    if (!found) return null;
    const tenant = session.tenantId === platformTenantId ? null : await tenants.byId(session.tenantId);
    await accounts.sessionUsed(door, session.id);
    // A password alone; an authenticator app was passed over only on a device its owner trusts.
    const weak = session.factor === 'password' && !('twoFactorEnabled' in user && user.twoFactorEnabled === true);
    const asked = weak ? await askedSecondFactor(kernel, door, found.actor, tenant) : null;
    const own = { sessionId: session.id, userId: user.id, ...(asked ? { secondFactor: asked } : {}) };
    return { actor: { ...found.actor, ...own }, tenant, untilMs: found.untilMs };
  }

  const whoAsks: Identify = async (door, request) => {
    const key = request.headers['x-api-key'];
    if (key !== undefined && door === 'isp') {
      const found = typeof key === 'string' ? await options.apiKeys.find(key) : null;
      if (!found) throw new AppError('unauthenticated', 'This API key is not valid, has expired or was revoked.');
      return { actor: found.actor, tenant: await tenants.byId(found.tenantId) };
    }
    const visitor = await visits.of(door, request);
    if (visitor === 'ended') return { actor: nobody, tenant: null };
    const cookie = visitor ? null : sessionCookie(request, door);
    const found = visitor ?? (cookie ? await remembered(`${door}|${cookie}`, () => look(door, request)) : null);
    if (!found) return { actor: nobody, tenant: await namedTenant(tenants, door, request) };
    if (request.method !== 'GET' && request.method !== 'HEAD') assertOwnOrigin(request, baseUrlOf(door));
    return { actor: found.actor, tenant: found.tenant };
  };

  const identify: Identify = async (door, request) => {
    const who = await whoAsks(door, request);
    if (who.actor.secondFactor?.due && !openWithoutSecondFactor.test(request.url.split('?')[0] ?? ''))
      throw new AppError('forbidden', `${who.tenant?.name ?? 'DotMac'} asks for a second factor: set one up first.`);
    return who;
  };

  const serve = signInRoutes({
    kernel,
    tenants,
    accounts,
    people,
    subscribers,
    managers,
    identify: whoAsks,
    realmOf: (door) => realms.get(door)!,
    baseUrlOf,
  });

  return {
    identify,
    accounts,
    async enterVouched(userId, request) {
      const headers = toRealmRequest(request, new URL('/api/auth/isp/vouched', urls.isp), {}).headers;
      const entered = await realms.get('isp')!.api.signInVouched({ body: { userId }, headers, returnHeaders: true });
      const ipAddress = request.ip;
      await record({ door: 'isp', outcome: 'signed-in', userId, factor: 'provider', requestId: request.id, ipAddress });
      accounts.forget();
      return entered.headers.getSetCookie();
    },
    settled: people.written,
    mount(app, which) {
      app.addHook('onSend', async (request, reply) => {
        for (const cookie of renewed.get(request) ?? []) void reply.header('set-cookie', cookie);
      });
      for (const door of doorsOf[which]) visits.mount(app, door);
      for (const door of doorsOf[which])
        app.post<{ Params: { '*': string } }>(`/api/auth/${door}/*`, (request, reply) => serve(door, request, reply));
    },
    forget(event) {
      // Lengths of sessions and passwords are read when a realm is opened.
      if (event.name === 'setting.changed') realms = openRealms();
      if (!forgettable.test(event.name)) return;
      accounts.forget();
      if (event.name.startsWith('tenant.')) tenants.forget();
    },
  };
}

const placesOf =
  (members: MemberLookup, subscribers: SubscriberLookup, managers: ManagerLookup) =>
  async (door: Door, userId: string): Promise<string[]> => {
    if (door === 'isp' || door === 'platform') return members.places(door, userId);
    if (door === 'tenant') return managers.places(userId);
    const place = door === 'customer' ? await subscribers.place(userId) : null;
    return place ? [place] : [];
  };

/** The accounts of all realms for a process that lets nobody in by itself: the command line and the demo's seed. */
export function openStaffAccounts({
  kernel,
  tenants,
  subscribers,
  managers,
  demo,
}: Pick<IdentityOptions, 'kernel' | 'tenants' | 'subscribers' | 'managers'> & { demo: boolean }): Accounts {
  const members = memberLookup(kernel.pools.system, kernel.registry.permissions, kernel.clock);
  const accounts = openAccounts(kernel.pools.auth, {
    demo,
    places: placesOf(members, subscribers, managers),
    tenantById: tenants.byId,
  });
  setAccounts(accounts);
  return accounts;
}

async function actorOf(
  door: Door,
  { members, subscribers, managers }: { members: MemberLookup; subscribers: SubscriberLookup; managers: ManagerLookup },
  tenantId: string,
  userId: string,
): Promise<{ actor: Actor; untilMs: number } | null> {
  if (door === 'customer' || door === 'tenant') {
    const actor = await (door === 'customer' ? subscribers : managers).find(tenantId, userId);
    return actor && { actor, untilMs: Infinity };
  }
  if (door !== 'isp' && door !== 'platform') return null;
  const membership = await members.membership(door, tenantId, userId);
  if (!membership) return null;
  const { id, name, permissions, untilMs } = membership;
  return {
    actor: { kind: door === 'isp' ? 'staff' : 'platform', id, name, permissions: permissionSet(permissions) },
    untilMs,
  };
}

const cookieName = (door: Door) => new RegExp(`(?:^|;\\s*)(?:__Secure-)?dotmac-${door}\\.session_token=([^;]+)`);
const cookieNames = new Map(doors.map((door) => [door, cookieName(door)]));
const sessionCookie = (request: FastifyRequest, door: Door): string | null =>
  cookieNames.get(door)!.exec(request.headers.cookie ?? '')?.[1] ?? null;

/** What the provider, or the platform of its own people, asks of somebody who came by a password alone. */
async function askedSecondFactor(kernel: Kernel, door: Door, who: Actor, tenant: Tenant | null) {
  // A provider that is suspended or closing works no more; its people pay and ask at the tenant portal.
  if (door === 'isp' ? tenant?.status !== 'active' : door !== 'platform') return null;
  const nowMs = kernel.clock.nowMs();
  const caller = { door, actor: systemActor('sign-in'), tenant, requestId: uuidv7(nowMs) };
  const { requiredOf, fromAt } = await kernel.run(caller, signIns, 'policy', {});
  if (requiredOf === 'nobody' || !fromAt) return null;
  if (requiredOf === 'managers' && !who.permissions.has('identity.user:write')) return null;
  return { from: fromAt, due: Date.parse(fromAt) <= nowMs };
}

/**
 * The tenant that somebody speaks to who has not signed in: a token of theirs says it, the provider a page was asked for, or
 * the host name, when a provider has proven that it is theirs.
 */
async function namedTenant(tenants: TenantDirectory, door: Door, request: FastifyRequest): Promise<Tenant | null> {
  if (door === 'platform' || door === 'partner') return null;
  const said = (name: string): unknown => {
    const { body, query }: { body: unknown; query: unknown } = request;
    for (const place of [body, query])
      if (place && typeof place === 'object' && name in place) return Reflect.get(place, name);
    return null;
  };
  const provider = said('provider');
  const slug = slugOfToken(said('token')) ?? (typeof provider === 'string' && provider !== '' ? provider : null);
  if (slug === null) return tenants.byDomain(request.hostname);
  return slug === operatorTenant.slug ? null : tenants.bySlug(slug.slice(0, 60));
}
