import * as oidc from 'openid-client';
import { AppError } from '#kernel/errors.ts';
import { callOut } from '#kernel/outgoing.ts';

export interface OidcClient {
  issuer: string;
  clientId: string;
  clientSecret: string | null;
}
export interface Vouched {
  subject: string;
  email: string;
  name: string;
}

/** Every call goes where an installation may call, with an end to time and size. */
const guardedFetch: oidc.CustomFetch = async (url, { method, headers, body }) => {
  const answer = await callOut(url, {
    method: method as 'GET',
    headers: Object.fromEntries(new Headers(headers)),
    ...(body === undefined || body === null ? {} : { body: String(body) }),
    maxBytes: 500_000,
  });
  const given = Object.entries(answer.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
  );
  return new Response(answer.text || null, { status: answer.status, headers: given });
};

/** The provider as its discovery document describes it (OpenID Connect Discovery 1.0). */
async function discovered({ issuer, clientId, clientSecret }: OidcClient): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  // Without TLS only inside the house, where an operator has allowed the range to be called at all.
  const insecure = url.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {};
  const auth = clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(clientSecret);
  return oidc.discovery(url, clientId, {}, auth, { ...insecure, [oidc.customFetch]: guardedFetch });
}

/** Where to send a browser, and what the answer must fit (authorization code flow with PKCE, RFC 7636). */
export async function authorization(client: OidcClient, redirectUri: string, state: string) {
  const config = await discovered(client);
  const codeVerifier = oidc.randomPKCECodeVerifier();
  const nonce = oidc.randomNonce();
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, codeVerifier, nonce };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * Who came back, by the provider's signed word.
 * @throws AppError `forbidden` when the provider does not vouch for an e-mail address
 */
export async function arrival(
  client: OidcClient,
  returned: URL,
  checks: { state: string; nonce: string; codeVerifier: string },
): Promise<Vouched> {
  const config = await discovered(client);
  const tokens = await oidc.authorizationCodeGrant(config, returned, {
    expectedState: checks.state,
    expectedNonce: checks.nonce,
    pkceCodeVerifier: checks.codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new AppError('forbidden', 'The provider sent no ID token.');
  const more = text(claims['email'])
    ? claims
    : { ...claims, ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)) };
  const email = text(more['email'])?.toLowerCase();
  if (!email) throw new AppError('forbidden', 'The provider did not say which e-mail address this is.');
  if (more['email_verified'] === false)
    throw new AppError('forbidden', `The provider has not verified the address ${email}.`);
  return { subject: claims.sub, email, name: text(more['name']) ?? email };
}

/** Whether the provider answers under its issuer. */
export async function reach(client: OidcClient): Promise<string> {
  const { token_endpoint: endpoint } = (await discovered(client)).serverMetadata();
  return `Its discovery document was read; codes are exchanged at ${endpoint}.`;
}
