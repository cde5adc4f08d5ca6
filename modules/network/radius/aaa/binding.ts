import { type AccessLine, readAccessLine } from '#protocols/radius/access-line.ts';
import { macAddress } from '#protocols/radius/mac.ts';
import type { Packet } from '#protocols/radius/packet.ts';
import type { Binding } from '../contract.ts';
import type { AccountRecord } from './directory.ts';
import type { PolicyRecord } from './policies.ts';

const CALLING_STATION_ID = 31;

/** The line and devices a login may come from, in the spelling they are compared in. */
export interface BoundTo {
  readonly circuitId: string | undefined;
  readonly remoteId: string | undefined;
  readonly macAddresses: ReadonlySet<string> | undefined;
}

/** A request that does not come from where it should. */
export interface Mismatch {
  readonly reason: 'wrong-line' | 'wrong-device';
  readonly policy: Exclude<Binding, 'ignore'>;
  /** The half sentence that staff read. */
  readonly story: string;
}

type Bindable = Pick<AccountRecord, 'circuitId' | 'remoteId' | 'macAddresses'>;

/** Undefined for a login that is bound to nothing. */
export function boundTo({ circuitId, remoteId, macAddresses }: Bindable): BoundTo | undefined {
  if (circuitId === null && remoteId === null && macAddresses.length === 0) return undefined;
  return {
    circuitId: circuitId === null ? undefined : comparable(circuitId),
    remoteId: remoteId === null ? undefined : comparable(remoteId),
    macAddresses: macAddresses.length === 0 ? undefined : new Set(macAddresses),
  };
}

/** The first way in which a request is not from where the login is bound to, unless the policy looks away. */
export function mismatch(packet: Packet, account: AccountRecord, bound: BoundTo, policy: PolicyRecord) {
  const line = account.lineBinding ?? policy.lineBinding;
  if (line !== 'ignore' && (bound.circuitId !== undefined || bound.remoteId !== undefined)) {
    const found = lineStory(readAccessLine(packet), account, bound);
    if (found !== undefined) return { reason: 'wrong-line', policy: line, story: found } satisfies Mismatch;
  }
  const device = account.macBinding ?? policy.macBinding;
  if (device !== 'ignore' && bound.macAddresses !== undefined) {
    const found = deviceStory(packet.text(CALLING_STATION_ID), account, bound.macAddresses);
    if (found !== undefined) return { reason: 'wrong-device', policy: device, story: found } satisfies Mismatch;
  }
  return undefined;
}

function lineStory(seen: AccessLine, account: Bindable, bound: BoundTo): string | undefined {
  if (bound.circuitId !== undefined && bound.circuitId !== comparable(seen.circuitId ?? ''))
    return `the line is bound to circuit ${account.circuitId} and the request ${came(seen.circuitId, 'names no circuit')}`;
  if (bound.remoteId !== undefined && bound.remoteId !== comparable(seen.remoteId ?? ''))
    return `the line is bound to remote id ${account.remoteId} and the request ${came(seen.remoteId, 'names no remote id')}`;
  return undefined;
}

function deviceStory(station: string | undefined, account: Bindable, allowed: ReadonlySet<string>): string | undefined {
  const mac = station === undefined ? undefined : macAddress(station);
  if (mac !== undefined && allowed.has(mac)) return undefined;
  const devices = account.macAddresses.join(' or ');
  return `the login is bound to the device ${devices} and the request ${came(mac ?? station, 'names no device')}`;
}

const came = (from: string | undefined, nothing: string) => (from ? `came from ${from}` : nothing);

/** Access nodes disagree on case and on how octets are written: a MAC address is one however it is spelt. */
export function comparable(text: string): string {
  const plain = text.trim().toLowerCase().replace(/^0x/, '');
  const bare = plain.replace(/[:.-]/g, '');
  return /^[0-9a-f]{12}$/.test(bare) ? bare : plain;
}
