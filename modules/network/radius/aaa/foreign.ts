import type { PoolClient } from 'pg';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { code } from '#protocols/radius/codes.ts';
import { encodeRequest } from '#protocols/radius/request.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { accountingHeadBytes, arrivalBytes } from './account.ts';
import type { CountsRecord, LoginRecord } from './login-log.ts';
import { Move } from './move.ts';
import { idOctets } from './replies.ts';
import { SessionCache } from './session-cache.ts';
import { StaleSessions } from './session-store.ts';
import { recordKind, type SpoolRecord } from './spool-format.ts';

/** An accounting record that another RADIUS server took. */
export interface ForeignAccounting {
  tenantId: string;
  nasId: string;
  accountId: string | null;
  /** When it arrived, Unix milliseconds. */
  atMs: number;
  attributes: Attribute[];
}
export interface ForeignRecords {
  accounting: readonly ForeignAccounting[];
  logins: readonly LoginRecord[];
  counts: readonly CountsRecord[];
}

/** The packet is written as the engine would have spooled it; nobody verifies it any more. */
const nobody = new SharedSecret('spooled');

function accountingRecord({ tenantId, nasId, accountId, atMs, attributes }: ForeignAccounting): SpoolRecord {
  const head = Buffer.alloc(accountingHeadBytes);
  head.writeDoubleBE(atMs, 0);
  head.set(idOctets(tenantId), arrivalBytes);
  head.set(idOctets(nasId), arrivalBytes + 16);
  if (accountId !== null) head.set(idOctets(accountId), arrivalBytes + 32);
  const packet = encodeRequest({ code: code['Accounting-Request'], identifier: 0, secret: nobody, attributes });
  return { kind: recordKind.accounting, payload: Buffer.concat([head, packet.bytes]) };
}

const jsonRecord = (kind: number, record: LoginRecord | CountsRecord): SpoolRecord => ({
  kind,
  payload: Buffer.from(JSON.stringify(record)),
});

/**
 * Takes records of another RADIUS server into the tables of the engine, by the engine's own merge, in the transaction of the
 * client.
 * @returns false when the engine changed the same sessions meanwhile: roll back and try again
 */
export async function moveForeign(client: PoolClient, records: ForeignRecords, nowMs: number): Promise<boolean> {
  const spooled = [
    ...records.accounting.map(accountingRecord),
    ...records.logins.map((login) => jsonRecord(recordKind.authLog, login)),
    ...records.counts.map((counts) => jsonRecord(recordKind.authCounts, counts)),
  ];
  let unreadable = 0;
  const move = new Move(client, new SessionCache(), nowMs, () => unreadable++);
  try {
    await move.write(spooled);
  } catch (error) {
    if (error instanceof StaleSessions) return false;
    throw error;
  }
  if (unreadable > 0) throw new Error('An accounting record of another RADIUS server makes no sense.');
  return true;
}
