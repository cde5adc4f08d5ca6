import { createCipheriv, createHash } from 'node:crypto';
import { md4 } from './md4.ts';

const signingMagic = Buffer.from('Magic server to client signing constant');
const iterationMagic = Buffer.from('Pad to make it do more than one iteration');
const masterKeyMagic = Buffer.from('This is the MPPE Master Key');
const clientReceiveMagic = Buffer.from(
  'On the client side, this is the receive key; on the server side, it is the send key.',
);
const clientSendMagic = Buffer.from(
  'On the client side, this is the send key; on the server side, it is the receive key.',
);
const pad1 = Buffer.alloc(40, 0x00);
const pad2 = Buffer.alloc(40, 0xf2);

/** NtPasswordHash (RFC 2759 8.3): MD4 of the password in UTF-16LE, 16 octets. */
export function ntPasswordHash(password: string): Buffer {
  return md4(Buffer.from(password, 'utf16le'));
}

/** ChallengeHash (RFC 2759 8.2), 8 octets. The user name goes in without its Windows domain. */
export function challengeHash(peerChallenge: Uint8Array, authenticatorChallenge: Uint8Array, userName: string): Buffer {
  const bareName = userName.slice(userName.lastIndexOf('\\') + 1);
  return sha1(peerChallenge, authenticatorChallenge, Buffer.from(bareName)).subarray(0, 8);
}

/** ChallengeResponse (RFC 2759 8.5): 24 octets from an 8-octet challenge and the 16-octet NT hash. */
export function challengeResponse(challenge: Uint8Array, passwordHash: Uint8Array): Buffer {
  const key = Buffer.alloc(21);
  key.set(passwordHash);
  return Buffer.concat([0, 7, 14].map((at) => desBlock(key.subarray(at, at + 7), challenge)));
}

/** GenerateNTResponse (RFC 2759 8.1): what an MS-CHAPv2 peer with this password answers, 24 octets. */
export function ntResponse(
  authenticatorChallenge: Uint8Array,
  peerChallenge: Uint8Array,
  userName: string,
  password: string,
): Buffer {
  return challengeResponse(challengeHash(peerChallenge, authenticatorChallenge, userName), ntPasswordHash(password));
}

/** GenerateAuthenticatorResponse (RFC 2759 8.7): `S=` and 40 upper-case hex digits, by which the peer knows the server. */
export function authenticatorResponse(passwordHash: Uint8Array, response: Uint8Array, challenge: Uint8Array): string {
  const digest = sha1(md4(passwordHash), response, signingMagic);
  return `S=${sha1(digest, challenge, iterationMagic).toString('hex').toUpperCase()}`;
}

/** The 128-bit MPPE keys of the server's side (RFC 3079 3.3), for MS-MPPE-Send-Key and MS-MPPE-Recv-Key (RFC 2548 2.4). */
export function mppeKeys(passwordHash: Uint8Array, response: Uint8Array): { sendKey: Buffer; receiveKey: Buffer } {
  const masterKey = sha1(md4(passwordHash), response, masterKeyMagic).subarray(0, 16);
  return {
    sendKey: sha1(masterKey, pad1, clientReceiveMagic, pad2).subarray(0, 16),
    receiveKey: sha1(masterKey, pad1, clientSendMagic, pad2).subarray(0, 16),
  };
}

function sha1(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Single DES of one block. OpenSSL has retired DES but not triple DES, and with three equal keys that is DES. */
function desBlock(key7: Uint8Array, block: Uint8Array): Buffer {
  const key = Buffer.alloc(24);
  for (let i = 0; i < 8; i++) {
    const bits = ((key7[i - 1] ?? 0) << (8 - i)) | ((key7[i] ?? 0) >> i);
    key[i] = key[i + 8] = key[i + 16] = bits & 0xfe;
  }
  const cipher = createCipheriv('des-ede3-ecb', key, null).setAutoPadding(false);
  return cipher.update(block);
}
