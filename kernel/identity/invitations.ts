import { createHash, randomBytes } from 'node:crypto';

export const invitationDays = 7;

/** What is kept of a token: SHA-256 in hex. The token itself has 256 random bits, so the hash tells nothing. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

export interface Invitation {
  /** Kept; the token is only in the link. */
  hash: string;
  link: string;
  /** ISO 8601 */
  expiresAt: string;
}

/** A token that begins with the tenant's slug, so that a caller who has not signed in is heard in the right tenant. */
export const newToken = (slug: string): string => `${slug}.${randomBytes(32).toString('base64url')}`;

/** A link by which a person enters a tenant. */
export function newInvitation(baseUrl: string, slug: string, now: Temporal.Instant): Invitation {
  const token = newToken(slug);
  return {
    hash: tokenHash(token),
    link: `${baseUrl}/accept-invitation?token=${token}`,
    expiresAt: new Date(now.add({ hours: 24 * invitationDays }).epochMilliseconds).toISOString(),
  };
}

/** The tenant's slug inside an invitation token; null for anything else. */
export const slugOfToken = (token: unknown): string | null =>
  typeof token === 'string' && token.length <= 200
    ? (/^([a-z][a-z0-9-]*)\.[A-Za-z0-9_-]{43}$/.exec(token)?.[1] ?? null)
    : null;
