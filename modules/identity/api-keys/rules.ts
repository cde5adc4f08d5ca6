import { createHash, randomBytes } from 'node:crypto';

/** SHA-256 in hex; the key's secret has 256 random bits, so nothing slower is needed. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex');

/** `dmk_<8 characters to recognise it by>_<256 random bits>`. */
export function newKey(): { key: string; prefix: string; hash: string } {
  const prefix = `dmk_${randomBytes(4).toString('hex')}`;
  const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
  return { key, prefix, hash: keyHash(key) };
}

export const looksLikeKey = (text: string): boolean => /^dmk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/.test(text);
