import { X509Certificate } from 'node:crypto';
import { type CacheProvider, SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { AppError } from '#kernel/errors.ts';
import type { Vouched } from './oidc.ts';
import { pemOf, type SamlSettings } from './rules.ts';

interface ServiceProvider {
  entityId: string;
  callbackUrl: string;
}

/** A request by its id and when it was made, ISO 8601. */
export interface Begun {
  requestId: string;
  at: string;
}

/** The requests of one exchange: what was begun is kept in the database, so here is only the one that is answered. */
function oneRequest(answered?: Begun): CacheProvider & { begun: Begun | null } {
  const cache: CacheProvider & { begun: Begun | null } = {
    begun: null,
    async saveAsync(key, value) {
      cache.begun = { requestId: key, at: value };
      return { value, createdAt: 0 };
    },
    getAsync: async (key) => (key === answered?.requestId ? answered.at : null),
    removeAsync: async (key) => key,
  };
  return cache;
}

const engine = (idp: SamlSettings, sp: ServiceProvider, cache: CacheProvider) =>
  new SAML({
    idpCert: pemOf(idp.certificate) ?? idp.certificate,
    idpIssuer: idp.entityId,
    entryPoint: idp.ssoUrl,
    issuer: sp.entityId,
    audience: sp.entityId,
    callbackUrl: sp.callbackUrl,
    identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    // An assertion must be signed itself; a signature around it alone has been tricked too often.
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    signatureAlgorithm: 'sha256',
    acceptedClockSkewMs: 60_000,
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: cache,
    disableRequestedAuthnContext: true,
  });

/** Where to send a browser (HTTP-Redirect binding), and the id that the response must name. */
export async function request(idp: SamlSettings, sp: ServiceProvider, relayState: string) {
  const cache = oneRequest();
  const url = await engine(idp, sp, cache).getAuthorizeUrlAsync(relayState, undefined, {});
  if (!cache.begun) throw new AppError('internal', 'The request has no id.');
  return { url, begun: cache.begun };
}

/** The request that a response says it answers. Not verified yet: only for finding what was begun. */
export function requestNamedBy(samlResponse: string): string | null {
  const xml = Buffer.from(samlResponse, 'base64').toString('utf8');
  return /<(?:\w+:)?Response\b[^>]*\bInResponseTo="([^"]{1,200})"/.exec(xml)?.[1] ?? null;
}

const first = (value: unknown): string | undefined => {
  const one = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' && one !== '' ? one : undefined;
};
const mailNames = [
  'email',
  'mail',
  'urn:oid:0.9.2342.19200300.100.1.3',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
];
const nameNames = [
  'displayName',
  'name',
  'urn:oid:2.16.840.1.113730.3.1.241',
  'http://schemas.microsoft.com/identity/claims/displayname',
];

/** Who came back, by the signed assertion (HTTP-POST binding). @throws Error with what is wrong with the response */
export async function assertion(
  idp: SamlSettings,
  sp: ServiceProvider,
  samlResponse: string,
  begun: Begun,
): Promise<Vouched> {
  const { profile } = await engine(idp, sp, oneRequest(begun)).validatePostResponseAsync({
    SAMLResponse: samlResponse,
  });
  if (!profile) throw new AppError('forbidden', 'The response names nobody.');
  const said = (names: string[]) => names.map((name) => first(profile[name])).find((value) => value !== undefined);
  const email = (said(mailNames) ?? (profile.nameID.includes('@') ? profile.nameID : undefined))?.toLowerCase();
  if (!email) throw new AppError('forbidden', 'The provider did not say which e-mail address this is.');
  return { subject: profile.nameID, email, name: said(nameNames) ?? email };
}

export const metadata = (idp: SamlSettings, sp: ServiceProvider): string =>
  engine(idp, sp, oneRequest()).generateServiceProviderMetadata(null, null);

/** ISO 8601; null when the text is no certificate. */
export function certificateEnd(text: string): string | null {
  const pem = pemOf(text);
  if (!pem) return null;
  try {
    return new Date(new X509Certificate(pem).validTo).toISOString();
  } catch {
    return null;
  }
}
