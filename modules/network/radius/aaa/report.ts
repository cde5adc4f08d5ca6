import { hash } from 'node:crypto';
import { type AccountingRecord, readAccounting } from '#protocols/radius/accounting.ts';
import { attributeByName } from '#protocols/radius/dictionary.ts';
import { decodePacket, type Packet } from '#protocols/radius/packet.ts';
import { accountingHeadBytes, arrivalBytes } from './account.ts';
import type { Identity, Report } from './merge.ts';
import { idText } from './replies.ts';

const ACCT_INPUT_GIGAWORDS = 52;
const ACCT_OUTPUT_GIGAWORDS = 53;
const longestText = 253;
const largestSeconds = 2 ** 31 - 1;

export interface SpooledReport {
  readonly kind: 'session';
  readonly identity: Identity;
  /** Digest of NAS, user name and Acct-Session-Id. */
  readonly acctKey: string;
  readonly report: Report;
}
export type SpooledAccounting =
  | SpooledReport
  /** Accounting-On or -Off: every session of the NAS is over. */
  | { readonly kind: 'nas-restart'; readonly tenantId: string; readonly nasId: string; readonly atMs: number };

const nobody = '00000000-0000-0000-0000-000000000000';

/** Whose a record is. The account is only looked at when its session is new. */
class SpooledIdentity implements Identity {
  readonly tenantId: string;
  readonly nasId: string;
  readonly username: string;
  readonly acctSessionId: string;
  readonly #payload: Buffer;

  constructor(nas: { tenantId: string; nasId: string }, username: string, acctSessionId: string, payload: Buffer) {
    this.tenantId = nas.tenantId;
    this.nasId = nas.nasId;
    this.username = username;
    this.acctSessionId = acctSessionId;
    this.#payload = payload;
  }
  get accountId(): string | null {
    const id = idText(this.#payload, arrivalBytes + 32);
    return id === nobody ? null : id;
  }
}

let lastNas = { octets: Buffer.alloc(0), tenantId: '', nasId: '' };
/** Tenant and NAS of a record; mostly those of the record before. */
function nasOf(payload: Buffer): { tenantId: string; nasId: string } {
  const end = arrivalBytes + 32;
  if (lastNas.octets.compare(payload, arrivalBytes, end) !== 0)
    lastNas = {
      octets: Buffer.from(payload.subarray(arrivalBytes, end)),
      tenantId: idText(payload, arrivalBytes),
      nasId: idText(payload, arrivalBytes + 16),
    };
  return lastNas;
}

/** Reads the payload of an accounting record of the spool; undefined when its packet cannot be read. */
export function readSpooledAccounting(payload: Buffer): SpooledAccounting | undefined {
  if (payload.length < accountingHeadBytes) return undefined;
  const packet = decodePacket(payload.subarray(accountingHeadBytes));
  if (typeof packet === 'string') return undefined;
  const record = readAccounting(packet);
  if (typeof record === 'string') return undefined;
  const nas = nasOf(payload);
  const atMs = Math.max(0, Math.floor(payload.readDoubleBE(0)) - record.delaySeconds * 1000);
  if (record.status === 'accounting-on' || record.status === 'accounting-off')
    return { kind: 'nas-restart', tenantId: nas.tenantId, nasId: nas.nasId, atMs };
  const username = storable(record.userName ?? '');
  const acctSessionId = storable(record.sessionId);
  return {
    kind: 'session',
    identity: new SpooledIdentity(nas, username, acctSessionId, payload),
    acctKey: digest(nas.nasId, username, acctSessionId),
    report: reportOf(record.status, record, packet, atMs),
  };
}

const digest = (nasId: string, username: string, acctSessionId: string) =>
  hash('md5', `${nasId}\n${username}\n${acctSessionId}`, 'hex');
/** The key of a session's row, from what its NAS reports it by. */
export const acctKeyOf = (nasId: string, username: string, acctSessionId: string): string =>
  digest(nasId, storable(username), storable(acctSessionId));

function reportOf(status: Report['status'], record: AccountingRecord, packet: Packet, atMs: number): Report {
  return {
    status,
    atMs,
    seconds: record.sessionSeconds === undefined ? undefined : Math.min(record.sessionSeconds, largestSeconds),
    downloadBytes: exact(record.downloadBytes),
    uploadBytes: exact(record.uploadBytes),
    wraps: !packet.has(ACCT_INPUT_GIGAWORDS) && !packet.has(ACCT_OUTPUT_GIGAWORDS),
    terminateCause: status === 'stop' ? causeName(record.terminateCause) : null,
    nasPortId: optional(record.nasPortId),
    callingStationId: optional(record.callingStationId),
    framedIpAddress: record.framedIpAddress ?? null,
    framedIpv6Prefix: record.framedIpv6Prefix ?? record.framedIpv6Address ?? null,
    delegatedIpv6Prefix: record.delegatedIpv6Prefix ?? null,
  };
}

/** PostgreSQL keeps no NUL in text. */
const storable = (text: string): string =>
  (text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text).slice(0, longestText);
const optional = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : storable(text);
/** Beyond 2^53 a counter is the nonsense of a broken NAS. */
const exact = (bytes: number | undefined): number | undefined =>
  bytes !== undefined && Number.isSafeInteger(bytes) ? bytes : undefined;

const causes = attributeByName('Acct-Terminate-Cause').valueNames;
/** RFC 2866 5.10 by name, such as `User-Request`. */
function causeName(cause: number | undefined): string | null {
  return cause === undefined ? null : (causes.get(cause) ?? String(cause));
}
