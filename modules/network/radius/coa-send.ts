import { isIPv6 } from 'node:net';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { RadiusClient } from '#protocols/radius/client.ts';
import { code } from '#protocols/radius/codes.ts';
import { readDynamicAuthReply, type SessionSelectors } from '#protocols/radius/dynamic-auth.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { disconnectAttributes, speedChangeAttributes } from '#protocols/radius/vendor-reply.ts';
import type { CoaTarget } from './coa.ts';

export interface CoaAnswer {
  outcome: 'ack' | 'nak' | 'timeout';
  errorCause: number | null;
  errorCauseText: string | null;
  attempts: number;
}

const retransmit = { timeoutMs: 2000, tries: 3 };
const clients: { ipv4?: RadiusClient; ipv6?: RadiusClient } = {};
function clientFor(address: string): RadiusClient {
  if (isIPv6(address)) {
    clients.ipv6 ??= new RadiusClient({ localAddress: '::', retransmit });
    return clients.ipv6;
  }
  clients.ipv4 ??= new RadiusClient({ retransmit });
  return clients.ipv4;
}

function attributesFor(target: CoaTarget): Attribute[] {
  const session: SessionSelectors = {
    userName: target.username,
    acctSessionId: target.acctSessionId,
    ...(isIPv6(target.address) ? {} : { nasIpAddress: target.address }),
    ...(target.framedIpAddress === null ? {} : { framedIpAddress: target.framedIpAddress }),
    ...(target.callingStationId === null ? {} : { callingStationId: target.callingStationId }),
  };
  const { vendor, downloadKbps, uploadKbps } = target;
  if (target.kind === 'disconnect') return disconnectAttributes(vendor, session);
  return speedChangeAttributes(vendor, session, { downloadKbps: downloadKbps ?? 0, uploadKbps: uploadKbps ?? 0 });
}

/**
 * Asks the NAS that carries the session, at its own address with its own secret (RFC 5176), three times in about 14 seconds.
 * It may have done it although no answer came.
 */
export async function sendCoa(target: CoaTarget): Promise<CoaAnswer> {
  const result = await clientFor(target.address).send(
    { address: target.address, port: target.coaPort, secret: new SharedSecret(target.sharedSecret) },
    {
      code: target.kind === 'disconnect' ? code['Disconnect-Request'] : code['CoA-Request'],
      attributes: attributesFor(target),
      messageAuthenticator: true,
    },
  );
  if (!result.ok) {
    const wrongSecret = result.invalidReplies > 0 ? 'Answers came, but not with our secret.' : null;
    return { outcome: 'timeout', errorCause: null, errorCauseText: wrongSecret, attempts: result.tries };
  }
  const { acknowledged, errorCause, errorCauseName } = readDynamicAuthReply(result.reply);
  return {
    outcome: acknowledged ? 'ack' : 'nak',
    errorCause: errorCause ?? null,
    errorCauseText: errorCauseName ?? null,
    attempts: result.tries,
  };
}
