import type { Peer } from '#protocols/radius/acceptance.ts';
import type { Reply } from '#protocols/radius/reply.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import type { AccountState, Binding, NasVendor, PasswordKeeping, PriorityClass, Shaping } from '../contract.ts';
import { type BoundTo, boundTo } from './binding.ts';
import type { LiveSession, NasLife } from './live-sessions.ts';
import { defaultPolicyOf, type PolicyRecord } from './policies.ts';
import { idOctets } from './replies.ts';

/** A NAS as the engine keeps it, its secret in clear. */
export interface NasRecord {
  id: string;
  tenantId: string;
  name: string;
  address: string;
  vendor: NasVendor;
  sharedSecret: string;
  requireMessageAuthenticator: boolean;
  /** What its RadSec certificate is recognised by. */
  radsecIdentity: string | null;
}

/** A login as the engine keeps it, its password (or the hash of it) in clear. */
export interface AccountRecord {
  id: string;
  tenantId: string;
  username: string;
  password: string;
  passwordKeeping: PasswordKeeping;
  customerId: string | null;
  state: AccountState;
  rejectMessage: string | null;
  downloadKbps: number;
  uploadKbps: number;
  shaping: Shaping | null;
  framedIpAddress: string | null;
  framedPool: string | null;
  framedIpv6Prefix: string | null;
  framedIpv6Address: string | null;
  framedIpv6Pool: string | null;
  delegatedIpv6Prefix: string | null;
  delegatedIpv6PrefixPool: string | null;
  sessionTimeoutSeconds: number | null;
  idleTimeoutSeconds: number | null;
  simultaneousUse: number;
  circuitId: string | null;
  remoteId: string | null;
  lineBinding: Binding | null;
  macAddresses: string[];
  macBinding: Binding | null;
  serviceVlan: number | null;
  customerVlan: number | null;
  priorityClass: PriorityClass;
}

/** What all NAS devices of a provider have in common. */
export interface KnownTenant {
  readonly accounts: ReadonlyMap<string, KnownAccount>;
  policy: PolicyRecord;
}

export interface KnownNas {
  readonly record: NasRecord;
  readonly tenant: KnownTenant;
  readonly life: NasLife;
  readonly accounts: ReadonlyMap<string, KnownAccount>;
  /** Tenant and NAS id, 16 octets each: the head of its records in the spool. */
  readonly octets: Buffer;
  /** Logins since the last count was taken. */
  accepts: number;
  rejects: number;
  /** A verified packet came since the last count was taken. */
  seen: boolean;
  problem: string | undefined;
}

export interface KnownAccount {
  readonly record: AccountRecord;
  readonly password: Uint8Array;
  readonly idOctets: Buffer;
  /** The Accept for each make of NAS, made at the first login there. */
  readonly accepts: Partial<Record<NasVendor, Reply>>;
  reject: Reply | undefined;
  /** The Accepts into the walled garden, as this policy wants them. */
  garden: { readonly policy: PolicyRecord; readonly replies: Partial<Record<NasVendor, Reply>> } | undefined;
  /** Undefined: it may come from any line and device. */
  readonly bound: BoundTo | undefined;
  /** Those on line, as far as accounting has told; undefined when there are none. */
  sessions: LiveSession[] | undefined;
  /** Of a hashed password: what was last found to match it, and what was last found not to. */
  readonly proven: ProvenPasswords;
}

/** Keyed digests of passwords, so that the slow hash is computed once and not at every login. */
export interface ProvenPasswords {
  right: Buffer | undefined;
  wrong: Buffer | undefined;
}

/** Every NAS and login of the installation, in memory: what packets are answered from. */
export class Directory {
  readonly #nas = new Map<string, Peer<KnownNas>>();
  readonly #addresses = new Map<string, string>();
  readonly #identities = new Map<string, string>();
  readonly #accounts = new Map<string, KnownAccount>();
  readonly #tenants = new Map<string, { accounts: Map<string, KnownAccount>; policy: PolicyRecord }>();
  /** False while part of the logins could not be read: a name that is not here may be one of them. */
  isComplete = true;

  get nasCount(): number {
    return this.#nas.size;
  }
  get accountCount(): number {
    return this.#accounts.size;
  }

  /** The NAS at a source address; the server asks for every packet. */
  find(address: string): Peer<KnownNas> | undefined {
    return this.#nas.get(address);
  }

  /** The NAS a RadSec certificate belongs to, by the first of its identities that one is known by. */
  findByIdentity(identities: readonly string[]): KnownNas | undefined {
    for (const identity of identities) {
      const address = this.#identities.get(identity);
      if (address !== undefined) return this.#nas.get(address)?.nas;
    }
    return undefined;
  }
  /** By its id; staff's test logins name the NAS they play. */
  nasById(id: string): KnownNas | undefined {
    const address = this.#addresses.get(id);
    return address === undefined ? undefined : this.#nas.get(address)?.nas;
  }
  account(id: string): KnownAccount | undefined {
    return this.#accounts.get(id);
  }
  tenant(id: string): KnownTenant {
    return this.#tenant(id);
  }

  hasNas(id: string): boolean {
    return this.#addresses.has(id);
  }
  hasAccount(id: string): boolean {
    return this.#accounts.has(id);
  }

  nas(): Iterable<Peer<KnownNas>> {
    return this.#nas.values();
  }
  accounts(): Iterable<KnownAccount> {
    return this.#accounts.values();
  }

  putNas(record: NasRecord): void {
    const before = this.#addresses.get(record.id);
    const known = before === undefined ? undefined : this.#nas.get(before)?.nas;
    this.removeNas(record.id);
    this.#addresses.set(record.id, record.address);
    if (record.radsecIdentity) this.#identities.set(record.radsecIdentity, record.address);
    const tenant = this.#tenant(record.tenantId);
    const life = known?.life ?? { id: record.id, name: record.name, restartedAtMs: 0 };
    life.name = record.name;
    this.#nas.set(record.address, {
      secret: new SharedSecret(record.sharedSecret),
      requireMessageAuthenticator: record.requireMessageAuthenticator,
      nas: {
        record,
        tenant,
        life,
        accounts: tenant.accounts,
        octets: Buffer.concat([idOctets(record.tenantId), idOctets(record.id)]),
        accepts: known?.accepts ?? 0,
        rejects: known?.rejects ?? 0,
        seen: known?.seen ?? false,
        problem: known?.problem,
      },
    });
  }

  removeNas(id: string): void {
    const address = this.#addresses.get(id);
    if (address === undefined) return;
    this.#addresses.delete(id);
    const record = this.#nas.get(address)?.nas.record;
    if (record?.id !== id) return;
    this.#nas.delete(address);
    const identity = record.radsecIdentity;
    if (identity && this.#identities.get(identity) === address) this.#identities.delete(identity);
  }

  putAccount(record: AccountRecord): void {
    const before = this.#accounts.get(record.id);
    this.removeAccount(record.id);
    const samePassword =
      before?.record.password === record.password && before.record.passwordKeeping === record.passwordKeeping;
    const account: KnownAccount = {
      record,
      password: Buffer.from(record.password),
      idOctets: idOctets(record.id),
      accepts: {},
      reject: undefined,
      garden: undefined,
      bound: boundTo(record),
      sessions: before?.sessions,
      proven: samePassword ? before.proven : { right: undefined, wrong: undefined },
    };
    this.#accounts.set(record.id, account);
    this.#tenant(record.tenantId).accounts.set(record.username, account);
  }

  putPolicy(record: PolicyRecord): void {
    this.#tenant(record.tenantId).policy = record;
  }
  policies(): PolicyRecord[] {
    return [...this.#tenants.values()].map(({ policy }) => policy);
  }

  removeAccount(id: string): void {
    const account = this.#accounts.get(id);
    if (account === undefined) return;
    this.#accounts.delete(id);
    const { accounts } = this.#tenant(account.record.tenantId);
    if (accounts.get(account.record.username) === account) accounts.delete(account.record.username);
  }

  /** After a full load: whatever it did not name no longer exists. */
  retain(nasIds: ReadonlySet<string>, accountIds: ReadonlySet<string>): { nas: string[]; accounts: string[] } {
    const gone = {
      nas: [...this.#addresses.keys()].filter((id) => !nasIds.has(id)),
      accounts: [...this.#accounts.keys()].filter((id) => !accountIds.has(id)),
    };
    this.isComplete = true;
    for (const id of gone.nas) this.removeNas(id);
    for (const id of gone.accounts) this.removeAccount(id);
    return gone;
  }

  #tenant(id: string) {
    return this.#tenants.getOrInsertComputed(id, () => ({
      accounts: new Map<string, KnownAccount>(),
      policy: defaultPolicyOf(id),
    }));
  }
}
