import { ipv6PrefixText, ipv6Text } from './addresses.ts';
import type { Packet } from './packet.ts';

/** What an Accounting-Request reports (RFC 2866 5.1). */
export type AcctStatus = 'start' | 'stop' | 'interim-update' | 'accounting-on' | 'accounting-off';

const statusByNumber: ReadonlyMap<number, AcctStatus> = new Map([
  [1, 'start'],
  [2, 'stop'],
  [3, 'interim-update'],
  [7, 'accounting-on'],
  [8, 'accounting-off'],
]);

/** Why an Accounting-Request cannot be taken for a record although it verified. */
export type AccountingProblem = 'no-status' | 'status-not-known' | 'no-session-id' | 'no-nas';

/**
 * One accounting record. Counters are of the whole session so far. The NAS's input is the subscriber's upload (RFC 2866 5.3).
 */
export interface AccountingRecord {
  readonly status: AcctStatus;
  /** Empty for accounting-on and -off of NASes that send none. */
  readonly sessionId: string;
  readonly userName: string | undefined;
  readonly nasIpAddress: string | undefined;
  readonly nasIdentifier: string | undefined;
  readonly nasIpv6Address: string | undefined;
  readonly nasPort: number | undefined;
  readonly nasPortId: string | undefined;
  readonly framedIpAddress: string | undefined;
  /** With length (RFC 3162). */
  readonly framedIpv6Prefix: string | undefined;
  /** A single address (RFC 6911). */
  readonly framedIpv6Address: string | undefined;
  /** With length (RFC 4818). */
  readonly delegatedIpv6Prefix: string | undefined;
  readonly callingStationId: string | undefined;
  readonly calledStationId: string | undefined;
  readonly sessionSeconds: number | undefined;
  /** Octets with Gigawords (RFC 2869 5.1); exact up to 2^53. Undefined when the NAS counts none. */
  readonly uploadBytes: number | undefined;
  readonly downloadBytes: number | undefined;
  readonly uploadPackets: number | undefined;
  readonly downloadPackets: number | undefined;
  /** Acct-Terminate-Cause number (RFC 2866 5.10), with a stop. */
  readonly terminateCause: number | undefined;
  /** Seconds the NAS has been trying to send this record: it happened that long before it came. */
  readonly delaySeconds: number;
  /** Seconds since 1970 by the NAS's clock (RFC 2869 5.3), which may be wrong. */
  readonly eventTimestamp: number | undefined;
}

const type = {
  userName: 1,
  nasIpAddress: 4,
  nasPort: 5,
  framedIpAddress: 8,
  calledStationId: 30,
  callingStationId: 31,
  nasIdentifier: 32,
  acctStatusType: 40,
  acctDelayTime: 41,
  acctInputOctets: 42,
  acctOutputOctets: 43,
  acctSessionId: 44,
  acctSessionTime: 46,
  acctInputPackets: 47,
  acctOutputPackets: 48,
  acctTerminateCause: 49,
  acctInputGigawords: 52,
  acctOutputGigawords: 53,
  eventTimestamp: 55,
  nasPortId: 87,
  nasIpv6Address: 95,
  framedIpv6Prefix: 97,
  delegatedIpv6Prefix: 123,
  framedIpv6Address: 168,
} as const;

/** Reads an Accounting-Request, or says what it lacks. RFC 2866 4.1 wants a NAS and, but for on and off, a session id. */
export function readAccounting(request: Packet): AccountingRecord | AccountingProblem {
  const statusNumber = request.uint32(type.acctStatusType);
  if (statusNumber === undefined) return 'no-status';
  const status = statusByNumber.get(statusNumber);
  if (status === undefined) return 'status-not-known';
  const sessionId = request.text(type.acctSessionId) ?? '';
  if (sessionId === '' && status !== 'accounting-on' && status !== 'accounting-off') return 'no-session-id';
  const nasIpAddress = request.ipv4(type.nasIpAddress);
  const nasIdentifier = request.text(type.nasIdentifier);
  const nasIpv6Address = ipv6(request, type.nasIpv6Address);
  if (nasIpAddress === undefined && nasIdentifier === undefined && nasIpv6Address === undefined) return 'no-nas';
  return {
    status,
    sessionId,
    userName: request.text(type.userName),
    nasIpAddress,
    nasIdentifier,
    nasIpv6Address,
    nasPort: request.uint32(type.nasPort),
    nasPortId: request.text(type.nasPortId),
    framedIpAddress: request.ipv4(type.framedIpAddress),
    framedIpv6Prefix: ipv6Prefix(request, type.framedIpv6Prefix),
    framedIpv6Address: ipv6(request, type.framedIpv6Address),
    delegatedIpv6Prefix: ipv6Prefix(request, type.delegatedIpv6Prefix),
    callingStationId: request.text(type.callingStationId),
    calledStationId: request.text(type.calledStationId),
    sessionSeconds: request.uint32(type.acctSessionTime),
    uploadBytes: withGigawords(request, type.acctInputOctets, type.acctInputGigawords),
    downloadBytes: withGigawords(request, type.acctOutputOctets, type.acctOutputGigawords),
    uploadPackets: request.uint32(type.acctInputPackets),
    downloadPackets: request.uint32(type.acctOutputPackets),
    terminateCause: request.uint32(type.acctTerminateCause),
    delaySeconds: request.uint32(type.acctDelayTime) ?? 0,
    eventTimestamp: request.uint32(type.eventTimestamp),
  };
}

function withGigawords(request: Packet, octetsType: number, gigawordsType: number): number | undefined {
  const octets = request.uint32(octetsType);
  return octets === undefined ? undefined : octets + (request.uint32(gigawordsType) ?? 0) * 2 ** 32;
}

function ipv6(request: Packet, attributeType: number): string | undefined {
  const octets = request.octets(attributeType);
  return octets?.length === 16 ? ipv6Text(octets) : undefined;
}

function ipv6Prefix(request: Packet, attributeType: number): string | undefined {
  const octets = request.octets(attributeType);
  return octets === undefined ? undefined : ipv6PrefixText(octets);
}
