import { code } from '#protocols/radius/codes.ts';
import type { Packet } from '#protocols/radius/packet.ts';
import { bareReply, type Reply } from '#protocols/radius/reply.ts';
import type { RadiusRequest } from '#protocols/radius/server.ts';
import type { Directory, KnownAccount, KnownNas } from './directory.ts';
import { noteAccounting } from './live-sessions.ts';
import { accountInClass, idText } from './replies.ts';
import { recordKind } from './spool-format.ts';
import type { SpoolWriter } from './spool-writer.ts';

const USER_NAME = 1;
const NAS_IP_ADDRESS = 4;
const CLASS = 25;
const NAS_IDENTIFIER = 32;
const ACCT_STATUS_TYPE = 40;
const ACCT_SESSION_ID = 44;
const NAS_IPV6_ADDRESS = 95;
/** Start, Interim-Update and Stop. */
const LAST_OF_SESSION = 3;
const ACCOUNTING_ON = 7;
const ACCOUNTING_OFF = 8;

export const accountingResponse = bareReply(code['Accounting-Response']);

/**
 * Octets before the packet in the payload of an accounting record: arrival (milliseconds since 1970, double), tenant, NAS
 * and account (16 octets each; the account all zero when it is not known).
 */
export const arrivalBytes = 8;
export const accountingHeadBytes = arrivalBytes + 48;
const nobody = Buffer.alloc(16);

/**
 * Answers Accounting-Requests once they are safe on the disk. Silence to those that could not be kept or make no sense
 * (RFC 2866 4.1); an Acct-Status-Type without meaning here is acknowledged, or its NAS would repeat it for ever.
 */
export function accountant(
  spool: SpoolWriter<Reply>,
  directory: Pick<Directory, 'account'>,
  nowMs: () => number,
): (request: RadiusRequest<KnownNas>) => Reply | undefined | Promise<Reply | undefined> {
  const head = Buffer.alloc(arrivalBytes + 32);
  return ({ packet, nas }) => {
    const status = packet.uint32(ACCT_STATUS_TYPE);
    if (
      status === undefined ||
      !(packet.has(NAS_IP_ADDRESS) || packet.has(NAS_IDENTIFIER) || packet.has(NAS_IPV6_ADDRESS))
    )
      return undefined;
    if (status !== ACCOUNTING_ON && status !== ACCOUNTING_OFF) {
      if (status < 1 || status > LAST_OF_SESSION) return accountingResponse;
      if (!packet.has(ACCT_SESSION_ID)) return undefined;
    }
    nas.seen = true;
    const now = nowMs();
    head.writeDoubleBE(now, 0);
    head.set(nas.octets, arrivalBytes);
    const account = accountOf(packet, nas, directory);
    const kept = spool.append(
      recordKind.accounting,
      head,
      account?.idOctets ?? classOctets(packet) ?? nobody,
      packet.bytes,
      packet.length,
    );
    if (kept !== undefined) {
      if (status > LAST_OF_SESSION) nas.life.restartedAtMs = now;
      else if (account) noteAccounting(account, packet, nas, status, now);
    }
    return kept;
  };
}

/** Whose session it is: by its name while the login exists, else by the Class that its Accept carried. */
function accountOf(packet: Packet, nas: KnownNas, directory: Pick<Directory, 'account'>): KnownAccount | undefined {
  const username = packet.text(USER_NAME);
  const named = username === undefined ? undefined : nas.accounts.get(username);
  if (named !== undefined) return named;
  const octets = classOctets(packet);
  const known = octets && directory.account(idText(octets));
  return known?.record.tenantId === nas.record.tenantId ? known : undefined;
}

/** The account that its Accept carried, also of a login that is gone. */
function classOctets(packet: Packet): Buffer | undefined {
  for (let at = packet.valueAt(CLASS); at !== 0; at = packet.valueAt(CLASS, at)) {
    const id = accountInClass(packet.bytes, at, packet.endOf(at));
    if (id !== 0) return packet.bytes.subarray(id, id + 16);
  }
  return undefined;
}
