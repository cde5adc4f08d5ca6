import { randomBytes } from 'node:crypto';

/**
 * UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random. Ids sort by time, so keys stay dense on disk.
 * @param atMs the instant the id speaks of, in Unix milliseconds
 */
export function uuidv7(atMs: number): string {
  const b = randomBytes(16);
  b.writeUIntBE(Math.floor(atMs), 0, 6);
  b[6] = (b[6]! & 0x0f) | 0x70;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const h = b.toString('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The platform's own tenancy: rows that belong to the vendor and to no ISP. */
export const platformTenantId = '00000000-0000-0000-0000-000000000000';
