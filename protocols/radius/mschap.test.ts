import { expect, test } from 'vitest';
import {
  authenticatorResponse,
  challengeHash,
  challengeResponse,
  mppeKeys,
  ntPasswordHash,
  ntResponse,
} from './mschap.ts';

// RFC 2759 9.2, RFC 3079 3.5.3
const authenticatorChallenge = Buffer.from('5B5D7C7D7B3F2F3E3C2C602132262628', 'hex');
const peerChallenge = Buffer.from('21402324255E262A28295F2B3A337C7E', 'hex');
const response = Buffer.from('82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF', 'hex');
const passwordHash = Buffer.from('44EBBA8D5312B8D611474411F56989AE', 'hex');

test('each step of MS-CHAPv2 has the value of RFC 2759 9.2', () => {
  const challenge = challengeHash(peerChallenge, authenticatorChallenge, 'User');
  expect(challenge.toString('hex')).toBe('d02e4386bce91226');
  expect(ntPasswordHash('clientPass')).toEqual(passwordHash);
  expect(challengeResponse(challenge, passwordHash)).toEqual(response);
  expect(ntResponse(authenticatorChallenge, peerChallenge, 'User', 'clientPass')).toEqual(response);
  expect(authenticatorResponse(passwordHash, response, challenge)).toBe('S=407A5589115FD0D6209F510FE9C04566932CDA56');
});

test('the MPPE send key has the value of RFC 3079 3.5.3', () => {
  expect(mppeKeys(passwordHash, response).sendKey.toString('hex')).toBe('8b7cdc149b993a1ba118cb153f56dccb');
});

test('MS-CHAP answers as in RFC 2433 B.2', () => {
  const hash = ntPasswordHash('MyPw');
  expect(hash.toString('hex')).toBe('fc156af7edcd6c0edde3337d427f4eac');
  expect(challengeResponse(Buffer.from('102DB5DF085D3041', 'hex'), hash).toString('hex')).toBe(
    '4e9d3c8f9cfd385d5bf4d3246791956ca4c351ab409a3d61',
  );
});
