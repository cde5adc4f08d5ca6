import { code } from '#protocols/radius/codes.ts';
import type { Packet } from '#protocols/radius/packet.ts';
import { bareReply, type Reply } from '#protocols/radius/reply.ts';
import type { RadiusRequest } from '#protocols/radius/server.ts';
import { accountInClass, type KnownNas } from './directory.ts';
import { recordKind } from './spool-format.ts';
import type { SpoolWriter } from './spool-writer.ts';

const USER_NAME = 1;
const NAS_IP_ADDRESS = 4;
const CLASS = 25;
const NAS_IDENTIFIER = 32;
const ACCT_STATUS_TYPE = 40;
const ACCT_SESSION_ID = 44;
const NAS_IPV6_ADDRESS = 95;
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
      if (status < 1 || status > 3) return accountingResponse;
      if (!packet.has(ACCT_SESSION_ID)) return undefined;
    }
    nas.seen = true;
    head.writeDoubleBE(nowMs(), 0);
    head.set(nas.octets, arrivalBytes);
    return spool.append(recordKind.accounting, head, accountOctets(packet, nas), packet.bytes, packet.length);
  };
}

/** Whose session it is: by its name while the login exists, else by the Class that its Accept carried. */
function accountOctets(packet: Packet, nas: KnownNas): Uint8Array {
  const username = packet.text(USER_NAME);
  const account = username === undefined ? undefined : nas.accounts.get(username);
  if (account !== undefined) return account.idOctets;
  for (let at = packet.valueAt(CLASS); at !== 0; at = packet.valueAt(CLASS, at)) {
    const id = accountInClass(packet.bytes, at, packet.endOf(at));
    if (id !== 0) return packet.bytes.subarray(id, id + 16);
  }
  return nobody;
}
