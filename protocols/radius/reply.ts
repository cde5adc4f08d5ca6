import { signReply } from './authenticators.ts';
import { type Code, code } from './codes.ts';
import { MAX_PACKET_OCTETS, MIN_PACKET_OCTETS, type Packet } from './packet.ts';
import type { SharedSecret } from './secret.ts';

const PROXY_STATE = 33;
const MESSAGE_AUTHENTICATOR_OCTETS = 18;

/**
 * What a handler answers: a code and attributes in wire form (`encodeAttributes`). One object may answer any number of
 * requests, so a subscriber's Accept can be kept ready; only hidden attributes must be made for each request.
 */
export interface Reply {
  readonly code: Code;
  readonly attributes: Uint8Array;
  /** It may leave a little later; see `rejectDelayMs` of the server. */
  readonly unhurried?: boolean;
}

const noAttributes = new Uint8Array(0);

/** A reply without attributes. */
export function bareReply(replyCode: Code): Reply {
  return { code: replyCode, attributes: noAttributes };
}

/**
 * Octets the reply to this request will have: header, Message-Authenticator, attributes and the echoed Proxy-States.
 * Throws RangeError above 4096.
 */
export function replyLength(request: Packet, reply: Reply): number {
  const length =
    MIN_PACKET_OCTETS +
    (carriesMessageAuthenticator(request) ? MESSAGE_AUTHENTICATOR_OCTETS : 0) +
    reply.attributes.length +
    proxyStateOctets(request);
  if (length > MAX_PACKET_OCTETS) throw new RangeError(`A RADIUS packet has at most ${MAX_PACKET_OCTETS} octets.`);
  return length;
}

/**
 * Writes the signed reply of `length` octets (from `replyLength`) at `at`: Message-Authenticator first (against
 * Blast-RADIUS), Proxy-States last and in order (RFC 2865 5.33). The buffer needs room for the secret behind it.
 */
export function writeReply(
  buffer: Buffer,
  at: number,
  length: number,
  request: Packet,
  reply: Reply,
  secret: SharedSecret,
): void {
  const { bytes } = request;
  buffer[at] = reply.code;
  buffer[at + 1] = bytes[1]!;
  buffer[at + 2] = length >>> 8;
  buffer[at + 3] = length;
  for (let i = 4; i < 20; i++) buffer[at + i] = bytes[i]!;
  let end = at + MIN_PACKET_OCTETS;
  let messageAuthenticatorAt = 0;
  if (carriesMessageAuthenticator(request)) {
    buffer[end] = 80;
    buffer[end + 1] = MESSAGE_AUTHENTICATOR_OCTETS;
    messageAuthenticatorAt = end + 2;
    for (let i = 0; i < 16; i++) buffer[messageAuthenticatorAt + i] = 0;
    end += MESSAGE_AUTHENTICATOR_OCTETS;
  }
  buffer.set(reply.attributes, end);
  end += reply.attributes.length;
  for (let value = request.valueAt(PROXY_STATE); value !== 0; value = request.valueAt(PROXY_STATE, value)) {
    const valueEnd = request.endOf(value);
    bytes.copy(buffer, end, value - 2, valueEnd);
    end += valueEnd - value + 2;
  }
  signReply(buffer, at, length, messageAuthenticatorAt, secret);
}

/** The signed reply as a buffer of its own. */
export function encodeReply(request: Packet, reply: Reply, secret: SharedSecret): Buffer {
  const length = replyLength(request, reply);
  const buffer = Buffer.alloc(length + secret.octets.length);
  writeReply(buffer, 0, length, request, reply, secret);
  return buffer.subarray(0, length);
}

/** Every answer to Access-Request and Status-Server; to the others only when the request had one: old NASes choke on it. */
function carriesMessageAuthenticator(request: Packet): boolean {
  const requestCode = request.code;
  return (
    requestCode === code['Access-Request'] ||
    requestCode === code['Status-Server'] ||
    request.messageAuthenticatorAt !== 0
  );
}

function proxyStateOctets(request: Packet): number {
  let octets = 0;
  for (let value = request.valueAt(PROXY_STATE); value !== 0; value = request.valueAt(PROXY_STATE, value)) {
    octets += request.endOf(value) - value + 2;
  }
  return octets;
}
