import { decodeAttributes, encodeAttributes } from './attributes.ts';
import { type Code, code, type errorCause } from './codes.ts';
import { attributeByName } from './dictionary.ts';
import type { Packet } from './packet.ts';
import { bareReply, type Reply } from './reply.ts';

/** How a NAS answered a CoA- or Disconnect-Request (RFC 5176 3.6). */
export interface DynamicAuthResult {
  readonly acknowledged: boolean;
  /** Number of the Error-Cause, mostly with a NAK. */
  readonly errorCause?: number;
  /** Its name as in RFC 5176, such as `Session-Context-Not-Found`. */
  readonly errorCauseName?: string;
}

/** Reads the verified answer of a NAS to a CoA- or Disconnect-Request. */
export function readDynamicAuthReply(reply: Packet): DynamicAuthResult {
  const acknowledged = reply.code === code['CoA-ACK'] || reply.code === code['Disconnect-ACK'];
  const { type, valueNames } = attributeByName('Error-Cause');
  const cause = reply.uint32(type);
  if (cause === undefined) return { acknowledged };
  const errorCauseName = valueNames.get(cause);
  return { acknowledged, errorCause: cause, ...(errorCauseName === undefined ? {} : { errorCauseName }) };
}

/** What a NAS answers: an ACK of the request's kind, or a NAK with an Error-Cause. */
export function dynamicAuthReply(request: Packet, cause?: (typeof errorCause)[keyof typeof errorCause]): Reply {
  const disconnect = request.code === code['Disconnect-Request'];
  const ack: Code = disconnect ? code['Disconnect-ACK'] : code['CoA-ACK'];
  const nak: Code = disconnect ? code['Disconnect-NAK'] : code['CoA-NAK'];
  if (cause === undefined) return bareReply(ack);
  return { code: nak, attributes: encodeAttributes([{ name: 'Error-Cause', value: cause }]) };
}

/** The session a CoA- or Disconnect-Request is about, as far as it says (RFC 5176 3). */
export function readSessionSelectors(request: Packet): SessionSelectors {
  const found: { -readonly [K in keyof SessionSelectors]: SessionSelectors[K] } = {};
  for (const { name, value } of decodeAttributes(request)) {
    if (typeof value !== 'string') continue;
    if (name === 'User-Name') found.userName = value;
    else if (name === 'Acct-Session-Id') found.acctSessionId = value;
    else if (name === 'Framed-IP-Address') found.framedIpAddress = value;
    else if (name === 'NAS-IP-Address') found.nasIpAddress = value;
    else if (name === 'Calling-Station-Id') found.callingStationId = value;
  }
  return found;
}

/** What names a session at its NAS. Acct-Session-Id is the surest; routers differ in what else they want to see. */
export interface SessionSelectors {
  readonly userName?: string;
  readonly acctSessionId?: string;
  readonly framedIpAddress?: string;
  readonly nasIpAddress?: string;
  readonly callingStationId?: string;
}
