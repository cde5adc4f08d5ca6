import type { Logger } from 'pino';
import type { z } from 'zod';
import type { AnyContract, Contract, EventPayload, Operation, Returned } from './contract/contract.ts';
import type { Door } from './contract/fields.ts';
import type { Db } from './db/pools.ts';
import type { SignedIn } from './identity/signed-in.ts';
import type { Visit } from './identity/visits.ts';
import type { Secrets } from './secrets.ts';

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  /** ISO 4217 */
  currency: string;
  /** IANA zone */
  timeZone: string;
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** BCP 47 */
  locale: string;
  /** `closing`: its data is being written out; `closed`: it is gone but for a way back. */
  status: 'active' | 'suspended' | 'closing' | 'closed';
  /** Whether its subscribers may log in to the network. */
  networkOn: boolean;
}

/** Who calls: a person at a door, an API key, or the system itself (workflow, reaction, listener). */
export interface Actor extends SignedIn {
  kind: 'staff' | 'customer' | 'partner' | 'tenant' | 'platform' | 'api-key' | 'system' | 'anonymous';
  id: string | null;
  name: string;
  permissions: PermissionSet;
  /** The subscriber this actor is, at the customer door. */
  customerId?: string;
  /** Set while this is somebody else's place. */
  visit?: Visit;
}

/** Granted permissions; `*` and `area.*` are wildcards. */
export interface PermissionSet {
  has(permission: string): boolean;
  readonly list: readonly string[];
}

export function permissionSet(granted: readonly string[]): PermissionSet {
  const exact = new Set(granted);
  const prefixes = granted.filter((g) => g.endsWith('*')).map((g) => g.slice(0, -1));
  return {
    list: granted,
    has: (permission) => exact.has(permission) || prefixes.some((prefix) => permission.startsWith(prefix)),
  };
}

/** Where a permission is asked for. */
export interface PermissionUse {
  doors: ReadonlySet<Door>;
  /** What it opens; `key` such as `customers.create`. */
  operations: readonly { key: string; summary: string }[];
}

/** Addresses as people type them, without a trailing slash. */
export interface ConsoleUrls {
  isp: string;
  platform: string;
}

/** Everything known about a call before its transaction begins. */
export interface Caller {
  door: Door;
  actor: Actor;
  tenant: Tenant | null;
  requestId: string;
  ipAddress?: string;
  idempotencyKey?: string;
  /** Unix milliseconds the call speaks of; history is replayed with a moved clock. Absent: the kernel's clock. */
  atMs?: number;
}

export interface Changed {
  type: string;
  id: string;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

type OfCaller = Readonly<Pick<Caller, 'actor' | 'door' | 'requestId' | 'ipAddress'>>;
/** What a service works with. `db` is the only database handle and already inside the tenant's transaction. */
export interface Ctx<Events = unknown, Emits extends keyof Events = keyof Events> extends OfCaller {
  readonly db: Db;
  readonly tenant: Tenant;
  /** The instant of this call; the same for all it does. */
  readonly now: Temporal.Instant;
  /** `now` as ISO 8601 UTC, for columns. */
  readonly nowIso: string;
  /** Today in the tenant's zone. */
  readonly today: Temporal.PlainDate;
  readonly log: Logger;
  readonly secrets: Secrets;
  readonly urls: ConsoleUrls;
  /** Every permission that an operation or topic asks for, by name. */
  readonly permissionCatalogue: ReadonlyMap<string, PermissionUse>;
  newId(): string;
  /** Writes a declared event into the outbox, in this transaction. */
  emit<K extends Emits>(name: K, payload: EventPayload<Events, K>): Promise<void>;
  /** Another module's operation: same transaction, same actor; its permission was settled at the door. */
  call<C extends AnyContract, K extends keyof C['operations'] & string>(
    contract: C,
    operation: K,
    input: z.input<C['operations'][K]['in']>,
  ): Promise<Returned<C['operations'][K]['out']>>;
  /** What the audit row says was changed; secrets never belong here. */
  changed(change: Changed): void;
  /** Runs after commit; for signals that may be lost. What must not be lost is an event. */
  afterCommit(fn: () => void): void;
}
export type AnyCtx = Ctx<Record<string, never>, never>;

export type Handler<C extends AnyContract, O extends Operation> = (
  ctx: Ctx<C['events'], O['emits'][number]>,
  input: z.output<O['in']>,
) => Promise<Returned<O['out']>>;

export interface Service<C extends AnyContract = AnyContract> {
  contract: C;
  handlers: Record<string, (ctx: never, input: never) => Promise<unknown>>;
}

/** Binds functions to a contract's operations. A missing one, or one that the contract lacks, does not compile. */
export function implement<C extends AnyContract>(
  contract: C,
  handlers: { [K in keyof C['operations']]: Handler<C, C['operations'][K]> },
): Service<C> {
  return { contract, handlers: handlers as Service['handlers'] };
}
export type EventsOf<C> = C extends Contract<string, Record<string, Operation>, infer E> ? E : never;
