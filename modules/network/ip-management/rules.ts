import ipaddr from 'ipaddr.js';
import type { AlarmLevel, Family, Lifecycle, PoolType } from './resources.ts';

export type { PoolType } from './resources.ts';
export interface Network {
  family: 4 | 6;
  /** First address as a number. */
  base: bigint;
  prefixLength: number;
}
/** What decides which addresses a pool can hand out. */
export interface Range {
  network: Network;
  /** Length of the prefixes that an `ipv6_pd` pool hands out; null for pools of single addresses. */
  delegatedLength: number | null;
}
export interface Problem {
  field: string;
  message: string;
}

const most = BigInt(Number.MAX_SAFE_INTEGER);
const bitsOf = (family: 4 | 6) => (family === 4 ? 32 : 128);
const dottedQuad = /^\d{1,3}(\.\d{1,3}){3}$/;

function numberOf(text: string): { family: 4 | 6; value: bigint } | null {
  // The parser also reads octal, hexadecimal and short forms, which people do not mean.
  if (!text.includes(':') && (!dottedQuad.test(text) || /(^|\.)0\d/.test(text))) return null;
  if (text.includes('%') || !ipaddr.isValid(text)) return null;
  const parsed = ipaddr.parse(text);
  const value = parsed.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return { family: parsed.kind() === 'ipv4' ? 4 : 6, value };
}

/** An address as text, in the form of RFC 5952. */
export function addressText(family: 4 | 6, value: bigint): string {
  const bytes = Array.from({ length: bitsOf(family) / 8 }, (_, at) =>
    Number((value >> BigInt(bitsOf(family) - 8 * (at + 1))) & 255n),
  );
  const parsed = ipaddr.fromByteArray(bytes);
  return parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString();
}

/** Reads `203.0.113.0/24`; null when it is no range at all. Host bits are kept, see `hostBits`. */
export function parseCidr(text: string): Network | null {
  const found = /^([^/]+)\/(\d{1,3})$/.exec(text.trim());
  const parsed = found && numberOf(found[1]!);
  const prefixLength = Number(found?.[2]);
  if (!parsed || prefixLength > bitsOf(parsed.family)) return null;
  return { family: parsed.family, base: parsed.value, prefixLength };
}

const hostMask = ({ family, prefixLength }: Network) => (1n << BigInt(bitsOf(family) - prefixLength)) - 1n;
const masked = (network: Network): Network => ({ ...network, base: network.base & ~hostMask(network) });
export const cidrText = (network: Network) => `${addressText(network.family, network.base)}/${network.prefixLength}`;

/** How many addresses or prefixes stand before the first usable one: the network address or subnet-router anycast (RFC 4291 §2.6.1). */
const skipped = ({ network, delegatedLength }: Range) =>
  delegatedLength === null && bitsOf(network.family) - network.prefixLength >= 2 ? 1n : 0n;
const step = ({ network, delegatedLength }: Range) =>
  1n << BigInt(bitsOf(network.family) - (delegatedLength ?? bitsOf(network.family)));

/**
 * Places in a range, before the gateway is taken out: prefixes of a delegation pool; else hosts without network and IPv4
 * broadcast address, of which /31 (RFC 3021), /127 (RFC 6164), /32 and /128 have none. At most 2^53 - 1.
 */
export function capacityOf(range: Range): number {
  const { network, delegatedLength } = range;
  const all = 1n << BigInt((delegatedLength ?? bitsOf(network.family)) - network.prefixLength);
  const broadcast = network.family === 4 && skipped(range) === 1n ? 1n : 0n;
  const usable = all - skipped(range) - broadcast;
  return Number(usable > most ? most : usable);
}

/** The address or prefix at a place, 0 being the first. */
export function atSlot(range: Range, slot: number): string {
  const { network, delegatedLength } = range;
  const text = addressText(network.family, network.base + (BigInt(slot) + skipped(range)) * step(range));
  return delegatedLength === null ? text : `${text}/${delegatedLength}`;
}

/** Where an address stands in a range. `null`: no address, or one that cannot be handed out, with the reason. */
export function slotOf(range: Range, text: string): { slot: number } | { slot: null; reason: string } {
  const { network, delegatedLength } = range;
  const [head = '', length] = text.trim().split('/');
  const parsed = numberOf(head);
  const refuse = (reason: string) => ({ slot: null, reason });
  if (!parsed || (length !== undefined && !/^\d{1,3}$/.test(length))) return refuse(`${text} is not an address.`);
  const wanted = delegatedLength ?? bitsOf(network.family);
  if (length !== undefined && Number(length) !== wanted)
    return refuse(
      delegatedLength === null
        ? 'This pool hands out single addresses.'
        : `This pool hands out prefixes of length /${delegatedLength}.`,
    );
  if (parsed.family !== network.family || (parsed.value & ~hostMask(network)) !== network.base)
    return refuse(`${text} lies outside ${cidrText(network)}.`);
  const distance = parsed.value - network.base;
  if (distance % step(range) !== 0n) return refuse(`${text} is not the start of a /${delegatedLength} prefix.`);
  const slot = distance / step(range) - skipped(range);
  if (slot < 0n)
    return refuse(
      network.family === 4 ? `${head} is the network address.` : `${head} is the subnet-router anycast address.`,
    );
  if (slot >= BigInt(capacityOf(range)))
    return refuse(
      network.family === 4
        ? `${head} is the broadcast address.`
        : `${head} lies beyond the part of the range that is managed.`,
    );
  return { slot: Number(slot) };
}

const within = (text: string) => {
  const outer = parseCidr(text)!;
  return (inner: Network) =>
    inner.family === outer.family &&
    inner.prefixLength >= outer.prefixLength &&
    (inner.base & ~hostMask(outer)) === outer.base;
};
/** RFC 1918, and RFC 6598 for carrier-grade NAT. */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(within);
/** Never a subscriber's: this network, loopback, link-local, multicast and reserved (RFC 6890). */
const unusable = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'].map(within);
const globalUnicast = within('2000::/3');
const uniqueLocal = within('fc00::/7');

const fits: Record<PoolType, (network: Network) => string | null> = {
  ipv4_public: (n) =>
    n.family !== 4
      ? 'Give an IPv4 range.'
      : privateRanges.some((is) => is(n))
        ? 'This range is private; choose the type "IPv4 private".'
        : null,
  ipv4_private: (n) =>
    n.family !== 4
      ? 'Give an IPv4 range.'
      : privateRanges.some((is) => is(n))
        ? null
        : 'A private range lies in 10/8, 172.16/12, 192.168/16 or 100.64/10.',
  ipv6_global: (n) => (globalUnicast(n) ? null : 'A global IPv6 range lies in 2000::/3.'),
  ipv6_ula: (n) => (uniqueLocal(n) ? null : 'A unique local range lies in fc00::/7.'),
  ipv6_pd: (n) => (globalUnicast(n) || uniqueLocal(n) ? null : 'Delegated prefixes come from 2000::/3 or fc00::/7.'),
};

export interface PoolInput {
  type: PoolType;
  cidr: string;
  purpose?: string | undefined;
  isDefault?: boolean | undefined;
  warnAtPercent?: number | undefined;
  criticalAtPercent?: number | undefined;
  gateway?: string | null | undefined;
  dnsServers?: readonly string[] | undefined;
  delegatedLength?: number | null | undefined;
}

/** The range a stored pool describes. */
export const rangeOf = (pool: { cidr: string; delegatedLength: number | null }): Range => ({
  network: masked(parseCidr(pool.cidr)!),
  delegatedLength: pool.delegatedLength,
});

function cidrProblem(input: PoolInput): string | null {
  const network = parseCidr(input.cidr);
  if (!network) return 'Give the range, such as 203.0.113.0/24.';
  const exact = masked(network);
  if (exact.base !== network.base) return `${input.cidr} has host bits set; the range is ${cidrText(exact)}.`;
  if (network.family === 4 && network.prefixLength < 8) return 'An IPv4 pool is /8 at the widest.';
  if (network.family === 6 && network.prefixLength < 16) return 'An IPv6 pool is /16 at the widest.';
  if (unusable.some((is) => is(network))) return 'This range is reserved and cannot be routed to subscribers.';
  return fits[input.type](network);
}

/** Why a pool cannot be made so; empty when it can. Used by the service to refuse and by the form to say it early. */
export function poolProblems(input: PoolInput): Problem[] {
  const wrongCidr = cidrProblem(input);
  if (wrongCidr) return [{ field: 'cidr', message: wrongCidr }];
  const problems: Problem[] = [];
  const add = (field: string, message: string) => void problems.push({ field, message });
  const network = parseCidr(input.cidr)!;
  const delegated = input.type === 'ipv6_pd';
  const delegatedLength = input.delegatedLength ?? null;
  if (delegated && delegatedLength === null)
    add('delegatedLength', 'Say how long the delegated prefixes are, such as /56.');
  if (!delegated && delegatedLength !== null) add('delegatedLength', 'Only a pool of delegated prefixes has this.');
  if (delegated && delegatedLength !== null && delegatedLength <= network.prefixLength)
    add('delegatedLength', `Must be longer than the pool's own /${network.prefixLength}.`);
  if (input.gateway) {
    const reason = gatewayProblem(input);
    if (reason) add('gateway', reason);
  }
  input.dnsServers?.forEach((server, at) => {
    if (!numberOf(server)) add(`dnsServers.${at}`, `${server || 'An empty line'} is not an address.`);
  });
  if (input.warnAtPercent !== undefined && input.warnAtPercent > (input.criticalAtPercent ?? 100))
    add('criticalAtPercent', 'Must not be below the first threshold.');
  if (input.isDefault && (input.purpose === 'infrastructure' || input.purpose === 'management'))
    add('isDefault', `A pool for ${input.purpose} cannot be what subscriptions draw from.`);
  if (problems.length === 0 && sizeOf({ network, delegatedLength }, input.gateway ?? null) === 0)
    add('cidr', 'Nothing is left to hand out besides the gateway.');
  return problems;
}

function gatewayProblem(input: PoolInput): string | null {
  if (input.type === 'ipv6_pd') return 'A pool of delegated prefixes has no gateway.';
  const found = slotOf({ network: parseCidr(input.cidr)!, delegatedLength: null }, input.gateway!);
  return found.slot === null ? found.reason : null;
}

/** Usable addresses or prefixes: without network, broadcast and gateway. */
export function sizeOf(range: Range, gateway: string | null): number {
  return capacityOf(range) - (gateway && slotOf(range, gateway).slot !== null ? 1 : 0);
}

export const percentOf = (assigned: number, size: number) =>
  size === 0 ? 100 : Math.round((assigned / size) * 1000) / 10;

export const familyOf = (type: PoolType): Family => (type.startsWith('ipv4') ? 'ipv4' : 'ipv6');
/** The same of an address, or of a prefix. */
export const familyOfAddress = (address: string): Family => (address.includes(':') ? 'ipv6' : 'ipv4');

/** What a login carries addresses in (RFC 2865, 6911, 4818). */
export const loginSlots = ['framedIpAddress', 'framedIpv6Address', 'delegatedIpv6Prefix'] as const;
export type LoginSlot = (typeof loginSlots)[number];
export const slotOfAddress = (address: string): LoginSlot =>
  address.includes('/') ? 'delegatedIpv6Prefix' : address.includes(':') ? 'framedIpv6Address' : 'framedIpAddress';
export const slotOfType = (type: PoolType): LoginSlot =>
  type === 'ipv6_pd' ? 'delegatedIpv6Prefix' : type.startsWith('ipv6') ? 'framedIpv6Address' : 'framedIpAddress';

// ---- a range as places counted from its first address, those included that cannot be handed out -----------------------

/** All places of a range; at most 2^53 - 1. */
export function placesOf({ network, delegatedLength }: Range): number {
  const all = 1n << BigInt((delegatedLength ?? bitsOf(network.family)) - network.prefixLength);
  return Number(all > most ? most : all);
}
/** How many places stand before the first that can be handed out. */
export const skippedPlaces = (range: Range) => Number(skipped(range));
/** The address or prefix so many places after the first. */
export const atPlace = (range: Range, place: number): string => atSlot(range, place - skippedPlaces(range));

/** Places in a prefix of this length inside the range; null when it is not a part of it. */
export function placesInPrefix({ network, delegatedLength }: Range, length: number): number | null {
  const unit = delegatedLength ?? bitsOf(network.family);
  if (length > unit || length < network.prefixLength) return null;
  const places = 1n << BigInt(unit - length);
  return places > most ? null : Number(places);
}
/** The prefix of this length that begins at a place. */
export const prefixAt = (range: Range, place: number, length: number): string =>
  `${addressText(range.network.family, range.network.base + BigInt(place) * step(range))}/${length}`;

// ---- alarms ------------------------------------------------------------------------------------------------------------

/** An alarm is cleared this far below its threshold, or a pool at the threshold would ring with every subscriber. */
export const clearsBelowPercent = 2;
const alarmRank: Record<AlarmLevel, number> = { none: 0, warning: 1, critical: 2 };
interface Thresholds {
  warnAtPercent: number;
  criticalAtPercent: number;
}
/** The alarm of a pool this full, which had `before`. */
export function alarmOf(
  percent: number,
  before: AlarmLevel,
  { warnAtPercent, criticalAtPercent }: Thresholds,
): AlarmLevel {
  const level = (margin: number): AlarmLevel =>
    percent >= criticalAtPercent - margin ? 'critical' : percent >= warnAtPercent - margin ? 'warning' : 'none';
  const [rising, falling] = [level(0), level(clearsBelowPercent)];
  if (alarmRank[rising] >= alarmRank[before]) return rising;
  return alarmRank[falling] >= alarmRank[before] ? before : falling;
}
/** The thresholds passed on the way from one alarm to another, in order. */
export function alarmSteps(before: AlarmLevel, after: AlarmLevel): { level: AlarmLevel; crossed: boolean }[] {
  const levels: AlarmLevel[] = ['warning', 'critical'];
  const up = levels.filter((l) => alarmRank[l] > alarmRank[before] && alarmRank[l] <= alarmRank[after]);
  const down = levels.filter((l) => alarmRank[l] <= alarmRank[before] && alarmRank[l] > alarmRank[after]).reverse();
  return [...up.map((level) => ({ level, crossed: true })), ...down.map((level) => ({ level, crossed: false }))];
}

// ---- what a pool gives out ---------------------------------------------------------------------------------------------

interface Giving {
  name: string;
  status: string;
  autoAssign: boolean;
  allowManual: boolean;
}
/** Why a pool does not give an address: the next free one (`auto`), or one asked for by name (`manual`). Null when it does. */
export function whyNotGive({ name, status, autoAssign, allowManual }: Giving, how: 'auto' | 'manual'): string | null {
  if (status === 'maintenance') return `The pool ${name} is in maintenance and gives out nothing.`;
  if (how === 'manual')
    return allowManual ? null : `The pool ${name} gives out the next free address only, none by name.`;
  if (status === 'reserved') return `The pool ${name} is kept for later; ask for an address by name.`;
  return autoAssign ? null : `The pool ${name} gives out addresses by name only.`;
}

// ---- lifecycle ---------------------------------------------------------------------------------------------------------

/**
 * Where an address can go from where it stands. `revoked` ends the row; the address itself rests, and then begins anew
 * with a row of its own, so that who had it when is never written over.
 */
export const transitions: Record<Lifecycle, readonly Lifecycle[]> = {
  pending: ['allocated', 'revoking', 'failed'],
  allocated: ['active', 'suspended', 'revoking', 'failed'],
  active: ['suspended', 'revoking', 'failed'],
  suspended: ['active', 'revoking', 'failed'],
  revoking: ['revoked', 'failed'],
  failed: ['revoking', 'revoked'],
  revoked: [],
};
export const lifecycleNames: Record<Lifecycle, string> = {
  pending: 'Pending',
  allocated: 'Allocated',
  active: 'Active',
  suspended: 'Suspended',
  revoking: 'Being taken back',
  revoked: 'Revoked',
  failed: 'Failed',
};
const refusals: Partial<Record<Lifecycle, string>> = {
  pending: 'It is reserved for nobody yet.',
  allocated: 'It is not in use yet.',
  active: 'It is in use already.',
  suspended: 'It is suspended already.',
  revoking: 'It is being taken back.',
  revoked: 'It has been released already.',
  failed: 'Taking it back failed; take it back again.',
};
/** Why an address cannot go there; null when it can. */
export const whyNotMove = (from: Lifecycle, to: Lifecycle): string | null =>
  transitions[from].includes(to) ? null : (refusals[from] ?? 'It cannot go there from here.');
/** Of these, the oldest of a kind is what the login carries. */
export const isOnLogin = ({ lifecycle, withheld }: { lifecycle: Lifecycle; withheld: boolean }): boolean =>
  lifecycle === 'allocated' || lifecycle === 'active' || (lifecycle === 'suspended' && !withheld);
