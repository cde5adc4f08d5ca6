import type { Peer } from '#protocols/radius/acceptance.ts';
import { encodeAttributes } from '#protocols/radius/attributes.ts';
import { code } from '#protocols/radius/codes.ts';
import type { Reply } from '#protocols/radius/reply.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { type AccessGrant, accessAcceptAttributes } from '#protocols/radius/vendor-reply.ts';
import type { AccountState, Binding, NasVendor, PasswordKeeping, PriorityClass } from '../contract.ts';

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

export interface KnownNas {
  readonly record: NasRecord;
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
}

/** How often a NAS reports a session, unless the installation says otherwise. */
export const interimIntervalSeconds = 300;
let interimSeconds = interimIntervalSeconds;
/** Said once, before the first Accept is made: RFC 2869 5.16 forbids less than 60 s. */
export function setInterimInterval(seconds: number): void {
  interimSeconds = seconds;
}
const longestReplyMessage = 253;
/** Class (RFC 2865 5.25) comes back with every accounting record: it says whose session it is, whatever becomes of the name. */
const classMark = Buffer.from('dm');

export const idOctets = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');
export function idText(octets: Buffer, at = 0): string {
  const hex = octets.toString('hex', at, at + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Where the account id of a Class value of ours begins; 0 when it is none of ours. */
export function accountInClass(bytes: Buffer, at: number, end: number): number {
  return end - at === 18 && bytes[at] === classMark[0] && bytes[at + 1] === classMark[1] ? at + 2 : 0;
}

/** Every NAS and login of the installation, in memory: what packets are answered from. */
export class Directory {
  readonly #nas = new Map<string, Peer<KnownNas>>();
  readonly #addresses = new Map<string, string>();
  readonly #identities = new Map<string, string>();
  readonly #accounts = new Map<string, KnownAccount>();
  readonly #tenants = new Map<string, Map<string, KnownAccount>>();

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
    this.#nas.set(record.address, {
      secret: new SharedSecret(record.sharedSecret),
      requireMessageAuthenticator: record.requireMessageAuthenticator,
      nas: {
        record,
        accounts: this.#tenant(record.tenantId),
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
    this.removeAccount(record.id);
    const account: KnownAccount = {
      record,
      password: Buffer.from(record.password),
      idOctets: idOctets(record.id),
      accepts: {},
      reject: undefined,
    };
    this.#accounts.set(record.id, account);
    this.#tenant(record.tenantId).set(record.username, account);
  }

  removeAccount(id: string): void {
    const account = this.#accounts.get(id);
    if (account === undefined) return;
    this.#accounts.delete(id);
    const tenant = this.#tenant(account.record.tenantId);
    if (tenant.get(account.record.username) === account) tenant.delete(account.record.username);
  }

  /** After a full load: whatever it did not name no longer exists. */
  retain(nasIds: ReadonlySet<string>, accountIds: ReadonlySet<string>): { nas: string[]; accounts: string[] } {
    const gone = {
      nas: [...this.#addresses.keys()].filter((id) => !nasIds.has(id)),
      accounts: [...this.#accounts.keys()].filter((id) => !accountIds.has(id)),
    };
    for (const id of gone.nas) this.removeNas(id);
    for (const id of gone.accounts) this.removeAccount(id);
    return gone;
  }

  #tenant(id: string): Map<string, KnownAccount> {
    return this.#tenants.getOrInsertComputed(id, () => new Map());
  }
}

/** The Accept of an account on a make of NAS: made once, sent as often as the subscriber logs in. */
export function acceptOf(account: KnownAccount, vendor: NasVendor): Reply {
  const kept = account.accepts[vendor];
  if (kept !== undefined) return kept;
  const attributes = encodeAttributes([
    ...accessAcceptAttributes(vendor, grantOf(account.record)),
    { name: 'Class', value: Buffer.concat([classMark, account.idOctets]) },
  ]);
  const accept: Reply = { code: code['Access-Accept'], attributes };
  account.accepts[vendor] = accept;
  return accept;
}

function grantOf(record: AccountRecord): AccessGrant {
  return {
    downloadKbps: record.downloadKbps,
    uploadKbps: record.uploadKbps,
    interimIntervalSeconds: interimSeconds,
    subscriberId: record.username,
    ...(record.framedIpAddress === null ? {} : { framedIpAddress: record.framedIpAddress }),
    ...(record.delegatedIpv6Prefix === null ? {} : { delegatedIpv6Prefix: record.delegatedIpv6Prefix }),
    ...(record.sessionTimeoutSeconds === null ? {} : { sessionTimeoutSeconds: record.sessionTimeoutSeconds }),
    ...(record.idleTimeoutSeconds === null ? {} : { idleTimeoutSeconds: record.idleTimeoutSeconds }),
  };
}

const stateSentences: Record<Exclude<AccountState, 'active'>, string> = {
  suspended: 'Your service is suspended. Please contact your provider.',
  disabled: 'This login is disabled. Please contact your provider.',
};

/** The Reject of an account that is not active, with the reason for its owner. */
export function rejectOf(account: KnownAccount, state: Exclude<AccountState, 'active'>): Reply {
  account.reject ??= {
    code: code['Access-Reject'],
    attributes: encodeAttributes([
      { name: 'Reply-Message', value: clipped(account.record.rejectMessage ?? stateSentences[state]) },
    ]),
  };
  return account.reject;
}

/** At most 253 octets of UTF-8, cut between characters. */
function clipped(text: string): string {
  const octets = Buffer.from(text);
  if (octets.length <= longestReplyMessage) return text;
  return octets.toString('utf8', 0, longestReplyMessage).replace(/\uFFFD+$/, '');
}
