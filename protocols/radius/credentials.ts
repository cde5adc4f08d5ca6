import { randomBytes } from 'node:crypto';
import type { Attribute } from './attributes.ts';
import { md5 } from './md5.ts';
import { ntResponse } from './mschap.ts';

/** What a NAS sends for a PAP login; the password is hidden when the request is encoded. */
export function papCredentials(password: string): Attribute[] {
  return [{ name: 'User-Password', value: password }];
}

/** What a NAS sends for a CHAP login (RFC 2865 2.2), with a challenge of its own. */
export function chapCredentials(password: string): Attribute[] {
  const challenge = randomBytes(16);
  const identifier = randomBytes(1);
  const response = md5(Buffer.concat([identifier, Buffer.from(password), challenge]));
  return [
    { name: 'CHAP-Challenge', value: challenge },
    { name: 'CHAP-Password', value: Buffer.concat([identifier, response]) },
  ];
}

/** What a NAS sends for an MS-CHAPv2 login (RFC 2548 2.3, RFC 2759). */
export function msChapV2Credentials(userName: string, password: string): Attribute[] {
  const authenticatorChallenge = randomBytes(16);
  const peerChallenge = randomBytes(16);
  const response = Buffer.alloc(50);
  response.set(randomBytes(1));
  response.set(peerChallenge, 2);
  response.set(ntResponse(authenticatorChallenge, peerChallenge, userName, password), 26);
  return [
    { name: 'MS-CHAP-Challenge', value: authenticatorChallenge },
    { name: 'MS-CHAP2-Response', value: response },
  ];
}
