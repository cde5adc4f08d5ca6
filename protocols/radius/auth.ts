import { randomBytes, timingSafeEqual } from 'node:crypto';
import { encodeAttributes } from './attributes.ts';
import { md5Into } from './md5.ts';
import { authenticatorResponse, challengeHash, challengeResponse, mppeKeys, ntPasswordHash } from './mschap.ts';
import type { Packet } from './packet.ts';
import { MAX_PASSWORD_OCTETS, type SharedSecret } from './secret.ts';

const USER_NAME = 1;
const USER_PASSWORD = 2;
const CHAP_PASSWORD = 3;
const CHAP_CHALLENGE = 60;
const EAP_MESSAGE = 79;
const MICROSOFT = 311;
const MS_CHAP_RESPONSE = 1;
const MS_CHAP_CHALLENGE = 11;
const MS_CHAP2_RESPONSE = 25;

export type AuthMethod = 'pap' | 'chap' | 'ms-chap' | 'ms-chap-v2';

/** Why a login is not let in. All but `wrong-password` say that no password was compared. */
export type AuthFailure =
  | 'wrong-password'
  | 'no-credentials'
  | 'several-credentials'
  | 'malformed-credentials'
  | 'method-not-allowed'
  | 'needs-clear-password';

export type AuthOutcome =
  | {
      readonly ok: true;
      readonly method: AuthMethod;
      /** To be put into the Access-Accept: MS-CHAP2-Success and, when asked for, the MPPE keys. Empty for PAP and CHAP. */
      readonly attributes: Uint8Array;
    }
  | {
      readonly ok: false;
      readonly reason: AuthFailure;
      /** To be put into the Access-Reject: MS-CHAP-Error. Mostly empty. */
      readonly attributes: Uint8Array;
    };

export interface AuthOptions {
  /** Methods that are let in. Default: PAP, CHAP and MS-CHAPv2; MS-CHAP version 1 only where it is asked for. */
  readonly methods?: readonly AuthMethod[];
  /** Whether an MS-CHAPv2 Accept carries MPPE keys (RFC 2548 2.4), for NASes that encrypt the link. */
  readonly mppe?: boolean;
}

const defaultMethods: readonly AuthMethod[] = ['pap', 'chap', 'ms-chap-v2'];
const none = new Uint8Array(0);
const papAccepted: AuthOutcome = { ok: true, method: 'pap', attributes: none };
const chapAccepted: AuthOutcome = { ok: true, method: 'chap', attributes: none };
const failures = {
  'wrong-password': { ok: false, reason: 'wrong-password', attributes: none },
  'no-credentials': { ok: false, reason: 'no-credentials', attributes: none },
  'several-credentials': { ok: false, reason: 'several-credentials', attributes: none },
  'malformed-credentials': { ok: false, reason: 'malformed-credentials', attributes: none },
  'method-not-allowed': { ok: false, reason: 'method-not-allowed', attributes: none },
  'needs-clear-password': { ok: false, reason: 'needs-clear-password', attributes: none },
} as const satisfies Record<AuthFailure, AuthOutcome>;

const clear = new Uint8Array(MAX_PASSWORD_OCTETS);
const chapDigest = new Uint8Array(16);

/** Which credentials an Access-Request carries: a method, or why that cannot be said. RFC 2865 4.1 allows only one kind. */
export function credentialKind(request: Packet): AuthMethod | 'eap' | 'no-credentials' | 'several-credentials' {
  const pap = request.has(USER_PASSWORD);
  const chap = request.has(CHAP_PASSWORD);
  if (pap) return chap ? 'several-credentials' : 'pap';
  if (chap) return 'chap';
  if (request.vendorValueAt(MICROSOFT, MS_CHAP2_RESPONSE) !== 0) return 'ms-chap-v2';
  if (request.vendorValueAt(MICROSOFT, MS_CHAP_RESPONSE) !== 0) return 'ms-chap';
  return request.has(EAP_MESSAGE) ? 'eap' : 'no-credentials';
}

/**
 * Checks an Access-Request against a subscriber's clear password (octets as typed, UTF-8), whichever of PAP, CHAP (RFC 2865
 * 2.2), MS-CHAP (RFC 2433) or MS-CHAPv2 (RFC 2759) it uses. Comparisons do not leak where they differ. Never throws.
 */
export function authenticate(
  request: Packet,
  secret: SharedSecret,
  password: Uint8Array,
  options?: AuthOptions,
): AuthOutcome {
  const kind = credentialKind(request);
  if (kind === 'no-credentials' || kind === 'several-credentials') return failures[kind];
  if (kind === 'eap' || !(options?.methods ?? defaultMethods).includes(kind)) return failures['method-not-allowed'];
  switch (kind) {
    case 'pap':
      return checkPap(request, secret, password);
    case 'chap':
      return checkChap(request, password);
    case 'ms-chap':
      return checkMsChap(request, password);
    case 'ms-chap-v2':
      return checkMsChapV2(request, secret, password, options?.mppe ?? false);
  }
}

/**
 * Checks an Access-Request where only a hash of the password is kept: PAP alone can be, since the others never show the
 * password. `matches` gets the octets the subscriber typed and may be slow; when it knows at once, so does the caller. What
 * it throws is passed on.
 */
export function authenticateHashed(
  request: Packet,
  secret: SharedSecret,
  matches: (password: Buffer) => boolean | Promise<boolean>,
  options?: AuthOptions,
): AuthOutcome | Promise<AuthOutcome> {
  const kind = credentialKind(request);
  if (kind === 'no-credentials' || kind === 'several-credentials') return failures[kind];
  if (kind === 'eap' || !(options?.methods ?? defaultMethods).includes(kind)) return failures['method-not-allowed'];
  if (kind !== 'pap') return failures['needs-clear-password'];
  const password = secret.revealPassword(request.octets(USER_PASSWORD)!, request.authenticator);
  if (password === undefined) return failures['malformed-credentials'];
  const found = matches(password);
  return found instanceof Promise ? found.then(papOutcome) : papOutcome(found);
}

const papOutcome = (matched: boolean): AuthOutcome => (matched ? papAccepted : failures['wrong-password']);

function checkPap(request: Packet, secret: SharedSecret, password: Uint8Array): AuthOutcome {
  const at = request.valueAt(USER_PASSWORD);
  const length = request.endOf(at) - at;
  if (length === 0 || length > MAX_PASSWORD_OCTETS || length % 16 !== 0) return failures['malformed-credentials'];
  secret.revealInto(request.bytes, at, length, 4, clear);
  let difference = password.length > length ? 1 : 0;
  for (let i = 0; i < length; i++) difference |= clear[i]! ^ (i < password.length ? password[i]! : 0);
  return difference === 0 ? papAccepted : failures['wrong-password'];
}

function checkChap(request: Packet, password: Uint8Array): AuthOutcome {
  const response = request.octets(CHAP_PASSWORD)!;
  if (response.length !== 17) return failures['malformed-credentials'];
  const challenge = request.octets(CHAP_CHALLENGE) ?? request.authenticator;
  if (challenge.length === 0) return failures['malformed-credentials'];
  const hashed = Buffer.concat([response.subarray(0, 1), password, challenge]);
  md5Into(hashed, 0, hashed.length, chapDigest, 0);
  return timingSafeEqual(chapDigest, response.subarray(1)) ? chapAccepted : failures['wrong-password'];
}

/** RFC 2433, the NT answer only: the LAN Manager one is not worth having. */
function checkMsChap(request: Packet, password: Uint8Array): AuthOutcome {
  const response = request.vendorOctets(MICROSOFT, MS_CHAP_RESPONSE)!;
  const challenge = request.vendorOctets(MICROSOFT, MS_CHAP_CHALLENGE);
  if (response.length !== 50 || challenge?.length !== 8) return failures['malformed-credentials'];
  if ((response[1]! & 1) === 0) return failures['method-not-allowed'];
  const expected = challengeResponse(challenge, ntPasswordHash(Buffer.from(password).toString()));
  if (!timingSafeEqual(expected, response.subarray(26))) return msChapError(response[0]!, 'E=691 R=0 V=1');
  return { ok: true, method: 'ms-chap', attributes: none };
}

function checkMsChapV2(request: Packet, secret: SharedSecret, password: Uint8Array, mppe: boolean): AuthOutcome {
  const response = request.vendorOctets(MICROSOFT, MS_CHAP2_RESPONSE)!;
  const authenticatorChallenge = request.vendorOctets(MICROSOFT, MS_CHAP_CHALLENGE);
  const userName = request.text(USER_NAME);
  if (response.length !== 50 || authenticatorChallenge?.length !== 16 || userName === undefined) {
    return failures['malformed-credentials'];
  }
  const challenge = challengeHash(response.subarray(2, 18), authenticatorChallenge, userName);
  const passwordHash = ntPasswordHash(Buffer.from(password).toString());
  const received = response.subarray(26, 50);
  if (!timingSafeEqual(challengeResponse(challenge, passwordHash), received)) {
    const fresh = randomBytes(16).toString('hex').toUpperCase();
    return msChapError(response[0]!, `E=691 R=0 C=${fresh} V=3 M=Authentication failed`);
  }
  const success = authenticatorResponse(passwordHash, received, challenge);
  const attributes = encodeAttributes([
    { name: 'MS-CHAP2-Success', value: Buffer.concat([response.subarray(0, 1), Buffer.from(success)]) },
  ]);
  if (!mppe) return { ok: true, method: 'ms-chap-v2', attributes };
  const keys = mppeKeys(passwordHash, received);
  const encryption = encodeAttributes(
    [
      { name: 'MS-MPPE-Encryption-Policy', value: 'Encryption-Allowed' },
      { name: 'MS-MPPE-Encryption-Types', value: 'RC4-40or128-bit-Allowed' },
      { name: 'MS-MPPE-Send-Key', value: keys.sendKey },
      { name: 'MS-MPPE-Recv-Key', value: keys.receiveKey },
    ],
    { secret, requestAuthenticator: request.authenticator },
  );
  return { ok: true, method: 'ms-chap-v2', attributes: Buffer.concat([attributes, encryption]) };
}

function msChapError(identifier: number, text: string): AuthOutcome {
  const value = Buffer.concat([Uint8Array.of(identifier), Buffer.from(text)]);
  return { ok: false, reason: 'wrong-password', attributes: encodeAttributes([{ name: 'MS-CHAP-Error', value }]) };
}
