import { randomUUID } from 'node:crypto';

/**
 * UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random. Ids sort by time, so keys stay dense on disk.
 * @param atMs the instant the id speaks of, in Unix milliseconds
 */
export function uuidv7(atMs: number): string {
  const time = Math.floor(atMs).toString(16).padStart(12, '0');
  // A version 4 differs after its version digit in nothing; the platform keeps random bytes for it at hand.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The platform's own tenancy: rows that belong to the vendor and to no ISP. */
export const platformTenantId = '00000000-0000-0000-0000-000000000000';
