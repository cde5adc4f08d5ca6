import { code } from './codes.ts';
import { md5Into } from './md5.ts';
import { MAX_PACKET_OCTETS, type Packet } from './packet.ts';
import type { SharedSecret } from './secret.ts';

const digest = new Uint8Array(16);
let scratch = Buffer.alloc(MAX_PACKET_OCTETS + 256);

/** Compares 16 octets in time that does not depend on them. */
function equal16(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): boolean {
  let difference = 0;
  for (let i = 0; i < 16; i++) difference |= a[aAt + i]! ^ b[bAt + i]!;
  return difference === 0;
}

/** A loop: for sixteen octets `fill` costs more than it saves. */
function zero16(octets: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++) octets[at + i] = 0;
}

/** Room for one packet and the secret behind it, shared by all callers: nothing here is asynchronous. */
function room(secret: SharedSecret): Buffer {
  if (scratch.length < MAX_PACKET_OCTETS + secret.octets.length) {
    scratch = Buffer.alloc(MAX_PACKET_OCTETS + secret.octets.length);
  }
  return scratch;
}

/** Requests whose authenticator is a hash (RFC 2866 3, RFC 5176 2.3) rather than random. */
export function hasHashedRequestAuthenticator(requestCode: number): boolean {
  return (
    requestCode === code['Accounting-Request'] ||
    requestCode === code['CoA-Request'] ||
    requestCode === code['Disconnect-Request']
  );
}

/**
 * True when the Message-Authenticator of a request (RFC 3579 3.2) is right. The HMAC covers the packet with the attribute's
 * value zeroed and, for requests whose authenticator is itself a hash, with that zeroed too (RFC 5176 3.4).
 * False when the packet has none. The packet is left as it was.
 */
export function verifyRequestMessageAuthenticator(request: Packet, secret: SharedSecret): boolean {
  const at = request.messageAuthenticatorAt;
  if (at === 0) return false;
  const buffer = room(secret);
  buffer.set(request.bytes.length === request.length ? request.bytes : request.bytes.subarray(0, request.length));
  zero16(buffer, at);
  if (hasHashedRequestAuthenticator(request.code)) zero16(buffer, 4);
  secret.hmac.digestInto(buffer, 0, request.length, digest, 0);
  return equal16(digest, 0, request.bytes, at);
}

/** True when the authenticator of an Accounting-, CoA- or Disconnect-Request is right (RFC 2866 3, RFC 5176 2.3). */
export function verifyRequestAuthenticator(request: Packet, secret: SharedSecret): boolean {
  const buffer = room(secret);
  const { length } = request;
  buffer.set(request.bytes.length === length ? request.bytes : request.bytes.subarray(0, length));
  zero16(buffer, 4);
  buffer.set(secret.octets, length);
  md5Into(buffer, 0, length + secret.octets.length, digest, 0);
  return equal16(digest, 0, request.bytes, 4);
}

/** True when the Response Authenticator (RFC 2865 3) fits the request's. */
export function verifyResponseAuthenticator(
  reply: Packet,
  requestAuthenticator: Uint8Array,
  secret: SharedSecret,
): boolean {
  const buffer = room(secret);
  const { length } = reply;
  buffer.set(reply.bytes.subarray(0, length));
  buffer.set(requestAuthenticator, 4);
  buffer.set(secret.octets, length);
  md5Into(buffer, 0, length + secret.octets.length, digest, 0);
  return equal16(digest, 0, reply.bytes, 4);
}

/**
 * True when the Message-Authenticator of a reply is right (RFC 3579 3.2). For answers to Accounting-, CoA- and
 * Disconnect-Requests servers in the field differ in whether the request's authenticator or zeros stand in the header
 * while hashing; both are taken, since the Response Authenticator binds the reply to the request anyway.
 */
export function verifyReplyMessageAuthenticator(
  reply: Packet,
  requestCode: number,
  requestAuthenticator: Uint8Array,
  secret: SharedSecret,
): boolean {
  const at = reply.messageAuthenticatorAt;
  if (at === 0) return false;
  const buffer = room(secret);
  buffer.set(reply.bytes.subarray(0, reply.length));
  buffer.set(requestAuthenticator, 4);
  zero16(buffer, at);
  secret.hmac.digestInto(buffer, 0, reply.length, digest, 0);
  if (equal16(digest, 0, reply.bytes, at)) return true;
  if (!hasHashedRequestAuthenticator(requestCode)) return false;
  zero16(buffer, 4);
  secret.hmac.digestInto(buffer, 0, reply.length, digest, 0);
  return equal16(digest, 0, reply.bytes, at);
}

/**
 * Finishes a reply that lies at `at` in `buffer` with the request's authenticator in its header: fills in the
 * Message-Authenticator (when `messageAuthenticatorAt` is not 0; its value must be zero) and the Response Authenticator.
 * Needs room for the secret behind the packet; what stood there is overwritten.
 */
export function signReply(
  buffer: Uint8Array,
  at: number,
  length: number,
  messageAuthenticatorAt: number,
  secret: SharedSecret,
): void {
  if (messageAuthenticatorAt !== 0) secret.hmac.digestInto(buffer, at, length, buffer, messageAuthenticatorAt);
  buffer.set(secret.octets, at + length);
  md5Into(buffer, at, length + secret.octets.length, buffer, at + 4);
}

/**
 * Finishes a request of which everything else is in place, the Message-Authenticator's value zeroed when there is one.
 * Access-Request and Status-Server keep the random authenticator they have; the others get the hashed one.
 */
export function signRequest(request: Packet, secret: SharedSecret): void {
  const { bytes, length, messageAuthenticatorAt } = request;
  const hashed = hasHashedRequestAuthenticator(request.code);
  if (hashed) zero16(bytes, 4);
  if (messageAuthenticatorAt !== 0) secret.hmac.digestInto(bytes, 0, length, bytes, messageAuthenticatorAt);
  if (!hashed) return;
  const buffer = room(secret);
  buffer.set(bytes.subarray(0, length));
  buffer.set(secret.octets, length);
  md5Into(buffer, 0, length + secret.octets.length, bytes, 4);
}
