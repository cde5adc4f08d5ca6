import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** OpenID Connect Core 1.0. */
export interface OidcSettings {
  issuer: string;
  clientId: string;
}
/** SAML 2.0: what the metadata of the identity provider says. */
export interface SamlSettings {
  entityId: string;
  ssoUrl: string;
  /** X.509, PEM or the bare base64 of metadata. */
  certificate: string;
}

export const flowMinutes = 10;
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
export const randomToken = (): string => randomBytes(32).toString('base64url');

/** What an answer is checked with; sealed while the person is away. */
export const Checks = z.object({
  next: z.string(),
  nonce: z.string().optional(),
  codeVerifier: z.string().optional(),
  /** SAML: when the request was made. */
  begunAt: z.string().optional(),
});
export type Checks = z.infer<typeof Checks>;

/** Only a page of our own, never another site's: where people go after sign-in. */
export const safePath = (next: unknown): string =>
  typeof next === 'string' && /^\/(?![/\\])[^\s\\]{0,500}$/.test(next) ? next : '/dashboard';

export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();

/** PEM of a certificate as people paste it; null when it is none. */
export function pemOf(text: string): string | null {
  const body = text.replaceAll(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '');
  if (body.length < 100 || !/^[A-Za-z0-9+/]+={0,2}$/.test(body)) return null;
  return `-----BEGIN CERTIFICATE-----\n${body.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** Where a provider sends people back to, and what it calls us. */
export const addresses = (baseUrl: string, kind: 'oidc' | 'saml', id: string) => ({
  callbackUrl: `${baseUrl}/api/auth/isp/sso/${id}/${kind === 'oidc' ? 'callback' : 'acs'}`,
  startUrl: `${baseUrl}/api/auth/isp/sso/${id}/start`,
  /** SAML: the entity id of this service provider, which is also where its metadata is. */
  entityId: `${baseUrl}/api/auth/isp/sso/${id}/metadata`,
});
