import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from './errors.ts';

/** Seals values at rest. Sealed text is bound to its tenant: another tenant's key does not open it. */
export interface Secrets {
  seal(tenantId: string, clear: string): string;
  open(tenantId: string, sealed: string): string;
}

/**
 * Envelope encryption with AES-256-GCM (NIST SP 800-38D). Each tenant's key is derived from the master key with HKDF
 * (RFC 5869). Sealed form: `v1.` + base64url(nonce[12] ‖ tag[16] ‖ ciphertext).
 * @param masterKey 32 bytes
 */
export function envelopeSecrets(masterKey: Buffer): Secrets {
  const keys = new Map<string, Buffer>();
  const keyOf = (tenantId: string) => {
    let key = keys.get(tenantId);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', masterKey, tenantId, 'dotmac-envelope-v1', 32));
      keys.set(tenantId, key);
    }
    return key;
  };
  return {
    seal(tenantId, clear) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyOf(tenantId), nonce);
      const body = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()]);
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(tenantId, sealed) {
      try {
        if (!sealed.startsWith('v1.')) throw new Error('unknown form');
        const raw = Buffer.from(sealed.slice(3), 'base64url');
        const decipher = createDecipheriv('aes-256-gcm', keyOf(tenantId), raw.subarray(0, 12));
        decipher.setAuthTag(raw.subarray(12, 28));
        return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AppError(
          'internal',
          'A stored secret could not be opened; the master key is not the one it was sealed with.',
          { cause },
        );
      }
    },
  };
}
