import type { Door } from '#kernel/contract/fields.ts';
import { doorsOf } from '#kernel/http/doors.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { apiKeys } from '#modules/identity/api-keys/contract.ts';
import { portalAccounts } from '#modules/identity/portal-accounts/contract.ts';
import { accountWord, managerOf } from '../provider-account.ts';
import type { Api } from '../testing.ts';
import type { Neighbour } from './neighbour.ts';
import type { Server } from './server.ts';

export type Side = 'alpha' | 'beta';
/** Somebody with credentials that a door gave them by itself; nobody is believed anything here. */
export interface Somebody {
  name: string;
  door: Door;
  /** The provider they belong to; null: to none. */
  side: Side | null;
  headers: Record<string, string>;
  /** Signs in anew: what was asked may have ended the session. */
  enter(): Promise<void>;
  /** Words that must never reach them, and why. */
  never: ReadonlyMap<string, string>;
}

const secret = 'a secret';
/** What somebody may not be told, by where they stand. */
function never(api: Api, neighbours: Record<Side, Neighbour>, door: Door, side: Side | null): Map<string, string> {
  const words = new Map<string, string>();
  const forbid = (why: string, ...those: string[]) => {
    for (const word of those) words.set(word, why);
  };
  for (const each of ['alpha', 'beta'] as const) {
    const { canaries } = api[each];
    const isTheirs = side === each;
    forbid(secret, ...canaries.secrets);
    if (!isTheirs && door !== 'platform') {
      forbid(`of ${each}`, canaries.subscriber, canaries.staff, canaries.internal, neighbours[each].word);
      forbid(`of ${each}`, accountWord(api[each].tenant));
      continue;
    }
    if (door === 'tenant' || door === 'platform')
      forbid('of a subscriber', canaries.subscriber, neighbours[each].word, canaries.internal);
    if (door === 'customer') {
      forbid('for staff only', canaries.internal, canaries.staff);
      forbid('of another subscriber', neighbours[each].word);
    }
  }
  return words;
}

/** Everybody who can be somebody: staff, API keys, subscribers and the vendor, each signed in as people are; and nobody. */
export async function signIn(api: Api, server: Server, neighbours: Record<Side, Neighbour>): Promise<Somebody[]> {
  const people: Somebody[] = [];
  const add = async (
    name: string,
    door: Door,
    side: Side | null,
    credentials: () => Promise<Record<string, string>>,
  ) => {
    const body: Somebody = {
      name,
      door,
      side,
      headers: await credentials(),
      async enter() {
        body.headers = await credentials();
      },
      never: never(api, neighbours, door, side),
    };
    people.push(body);
  };
  let places = 0;
  const session = async (door: Door, action: string, body: object) => {
    const which = (doorsOf.isp as readonly Door[]).includes(door) ? 'isp' : 'platform';
    const origin = server.urls[which];
    const answer = await server.ask({
      which,
      method: 'POST',
      path: `/api/auth/${door}/${action}`,
      // From a place of its own each time, so that no limit is met.
      headers: { origin, 'content-type': 'application/json', 'x-forwarded-for': `198.51.100.${places++ % 250}` },
      body: JSON.stringify(body),
    });
    if (answer.status !== 200) throw new Error(`Nobody could sign in at the ${door} door: ${answer.text}`);
    const cookie = answer.cookies.map((line) => line.split(';')[0]).join('; ');
    return { cookie, origin };
  };

  for (const side of ['alpha', 'beta'] as const) {
    const { canaries, tenant, caller } = api[side];
    const email = `${canaries.staff}@example.test`;
    const password = canaries.secrets[2]!;
    await add(`staff of ${side}`, 'isp', side, () => session('isp', 'sign-in/email', { email, password }));
    const dealing = managerOf(tenant);
    await add(`account manager of ${side}`, 'tenant', side, () => session('tenant', 'sign-in/email', dealing));
    const permissions = [...api.t.kernel.registry.permissions].flatMap(([p, { doors }]) =>
      doors.has('isp') ? [p] : [],
    );
    const key = await api.t.run(apiKeys, 'create', { name: 'Everything', permissions }, caller);
    await add(`API key of ${side}`, 'isp', side, async () => ({ 'x-api-key': key.key! }));
    // Their address is not proven; the number signs in from the first day.
    const { number: login } = await api.t.run(customers, 'get', { id: api[side].ids['customer']! }, caller);
    const theirs = { tenant: tenant.slug, login, password: canaries.secrets[1]! };
    await add(`subscriber of ${side}`, 'customer', side, () => session('customer', 'sign-in/account', theirs));
    const { customerId } = neighbours[side];
    await api.t.run(portalAccounts, 'open', { customerId, password: 'a word of the neighbour' }, caller);
  }
  const vendor = { email: 'vendor@example.test', password: 'secret-vendor-canary' };
  await add('staff of the vendor', 'platform', null, () => session('platform', 'sign-in/email', vendor));
  await add('nobody', 'isp', null, async () => ({}));
  return people;
}
