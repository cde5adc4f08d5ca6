import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string | Buffer, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt);
const form = 's1';
const saltBytes = 16;
const hashBytes = 32;
/** About 5 ms: the hash lies sealed as well, and after a restart every subscriber's first login pays it once. */
const cost = { N: 2048, r: 8, p: 1 };

/** A password so that it can be checked and not read: `s1.N.salt.hash` (scrypt, RFC 7914). */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(password, salt, hashBytes, cost);
  return [form, cost.N, salt.toString('base64url'), hash.toString('base64url')].join('.');
}

/** Whether octets as typed are the password; false for what is no hash of ours. */
export async function matchesHash(typed: Buffer, hashed: string): Promise<boolean> {
  const [kind, n, salt, hash] = hashed.split('.');
  if (kind !== form || !n || !salt || !hash) return false;
  const wanted = Buffer.from(hash, 'base64url');
  const found = await derive(typed, Buffer.from(salt, 'base64url'), wanted.length, { ...cost, N: Number(n) });
  return timingSafeEqual(found, wanted);
}
