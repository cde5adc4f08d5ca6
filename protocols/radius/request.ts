import { randomFillSync } from 'node:crypto';
import { type Attribute, encodeAttributes, type RawAttribute } from './attributes.ts';
import { hasHashedRequestAuthenticator, signRequest } from './authenticators.ts';
import type { Code } from './codes.ts';
import { MAX_PACKET_OCTETS, MIN_PACKET_OCTETS, Packet } from './packet.ts';
import type { SharedSecret } from './secret.ts';

/** A request to be encoded. */
export interface RequestInput {
  readonly code: Code;
  readonly identifier: number;
  readonly secret: SharedSecret;
  readonly attributes: readonly (Attribute | RawAttribute)[];
  /** 16 octets; random when absent. Not used by requests whose authenticator is a hash. */
  readonly authenticator?: Uint8Array;
  /** Whether a Message-Authenticator is put first; by default on Access-Request and Status-Server only. */
  readonly messageAuthenticator?: boolean;
}

/** A signed request, ready to send (RFC 2865 3, 2866 3, 5176 2.3). Throws AttributeError or RangeError (above 4096 octets). */
export function encodeRequest(input: RequestInput): Packet {
  const header = Buffer.alloc(MIN_PACKET_OCTETS);
  const hashed = hasHashedRequestAuthenticator(input.code);
  if (!hashed) {
    if (input.authenticator === undefined) randomFillSync(header, 4, 16);
    else header.set(input.authenticator, 4);
  }
  const attributes = encodeAttributes(input.attributes, {
    secret: input.secret,
    requestAuthenticator: header.subarray(4, 20),
  });
  const withMessageAuthenticator = input.messageAuthenticator ?? !hashed;
  const messageAuthenticator = Buffer.alloc(withMessageAuthenticator ? 18 : 0);
  if (withMessageAuthenticator) messageAuthenticator.set([80, 18]);
  const bytes = Buffer.concat([header, messageAuthenticator, attributes]);
  if (bytes.length > MAX_PACKET_OCTETS)
    throw new RangeError(`A RADIUS packet has at most ${MAX_PACKET_OCTETS} octets.`);
  bytes[0] = input.code;
  bytes[1] = input.identifier;
  bytes.writeUInt16BE(bytes.length, 2);
  const packet = new Packet(bytes, bytes.length, withMessageAuthenticator ? 22 : 0);
  signRequest(packet, input.secret);
  return packet;
}
