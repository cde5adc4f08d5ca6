import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const iterations = 4096;
const saltBytes = 16;
const passwordBytes = 24;

export const newRolePassword = (): string => randomBytes(passwordBytes).toString('base64url');

/**
 * What PostgreSQL keeps of a password (RFC 5802, RFC 7677), so that the password itself is in no statement and no log.
 * Only for passwords of ASCII, which SASLprep leaves as they are.
 */
export function scramVerifier(password: string): string {
  const salt = randomBytes(saltBytes);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const key = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${key('Server Key').toString('base64')}`;
}
