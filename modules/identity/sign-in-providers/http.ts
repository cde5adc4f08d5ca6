import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller, Tenant } from '#kernel/context.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import { signInProviders } from './contract.ts';
import { type Offered, providerLookup } from './lookup.ts';
import { arrival, authorization, type Vouched } from './oidc.ts';
import { addresses, Checks, domainOf, flowMinutes, randomToken, type SamlSettings, safePath } from './rules.ts';
import { assertion, metadata, requestNamedBy, request as samlRequest } from './saml.ts';

export interface SignInProviderParts {
  kernel: Kernel;
  tenants: TenantDirectory;
  baseUrl: string;
  /** Opens a session of the ISP's realm; the cookies to set. */
  enter(userId: string, request: FastifyRequest): Promise<string[]>;
}

const cookieName = 'dotmac-sso';
const saidCookie = 'dotmac-sso-said';
const email = z.object({ email: z.email().max(254) });
const posted = z.object({ SAMLResponse: z.string().max(200_000) });

const cookieOf = (request: FastifyRequest): string | null =>
  new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]{43})`).exec(request.headers.cookie ?? '')?.[1] ?? null;

/** Sentences for the person at the login page; what the libraries say is for the administrator. */
const sentenceOf = (error: unknown): string =>
  error instanceof AppError && error.code !== 'internal'
    ? error.message
    : 'The answer of the sign-in provider could not be accepted. Your administrator can see why.';

/**
 * `/api/auth/isp/sso`: which providers an address belongs to, the way to a provider, and the way back
 * (OpenID Connect: `callback`; SAML: `acs`, then `finish`, because a form posted from another site carries no cookie of ours).
 */
export function mountFederation(app: FastifyInstance, parts: SignInProviderParts): void {
  const { kernel, tenants, baseUrl } = parts;
  const lookup = providerLookup(kernel.pools.system);

  const callerFor = (tenant: Tenant, request: FastifyRequest): Caller => ({
    door: 'isp',
    tenant,
    actor: systemActor('sign-in'),
    requestId: request.id,
    ipAddress: request.ip,
  });
  async function providerOf(request: FastifyRequest): Promise<{ provider: Offered; caller: Caller }> {
    const provider = await lookup.byId(String((request.params as { id?: unknown }).id));
    const tenant = provider && (await tenants.byId(provider.tenantId));
    if (!provider || !tenant) throw notFound('sign-in provider');
    if (tenant.status !== 'active')
      throw new AppError('forbidden', 'This provider is suspended. Ask the platform operator to restore it.');
    return { provider, caller: callerFor(tenant, request) };
  }
  /** The settings of a provider, ready for the exchange. */
  async function clientOf({ id, kind }: Offered, caller: Caller) {
    const row = await kernel.run(caller, signInProviders, 'find', { id });
    const { callbackUrl, entityId } = addresses(baseUrl, kind, id);
    const idp: SamlSettings = {
      entityId: row.entityId ?? '',
      ssoUrl: row.ssoUrl ?? '',
      certificate: row.certificate ?? '',
    };
    const oidc = { issuer: row.issuer ?? '', clientId: row.clientId ?? '', clientSecret: row.clientSecret ?? null };
    return { oidc, idp, callbackUrl, sp: { callbackUrl, entityId } };
  }
  /** The sentence travels in a cookie: an address with words in it would say whatever its maker likes. */
  const back = (reply: FastifyReply, sentence: string) =>
    reply
      .header('set-cookie', `${saidCookie}=${encodeURIComponent(sentence)}; Path=/login; Max-Age=60; SameSite=Lax`)
      .redirect('/login?sso=refused', 303);

  /** A way back that failed leads to the login page with a sentence, and the reason to the administrator. */
  async function guarded(request: FastifyRequest, reply: FastifyReply, run: () => Promise<FastifyReply>) {
    try {
      return await run();
    } catch (error) {
      request.log.warn({ err: error }, 'a sign-in by a provider failed');
      const found = await providerOf(request).catch(() => null);
      if (found) {
        const reason = (error instanceof Error ? error.message : String(error)).slice(0, 500);
        await kernel
          .run(found.caller, signInProviders, 'failed', { id: found.provider.id, reason })
          .catch(() => undefined);
      }
      return back(reply, sentenceOf(error));
    }
  }

  async function taken(request: FastifyRequest, caller: Caller, { id }: Offered, state: string) {
    const flow = await kernel.run(caller, signInProviders, 'take', { id, state, browser: cookieOf(request) });
    return { ...Checks.parse(JSON.parse(flow.checks ?? '')), answer: flow.answer };
  }

  async function enter(
    request: FastifyRequest,
    reply: FastifyReply,
    caller: Caller,
    id: string,
    who: Vouched,
    next: string,
  ) {
    const { userId } = await kernel.run(caller, signInProviders, 'vouch', { id, ...who });
    for (const cookie of await parts.enter(userId, request)) void reply.header('set-cookie', cookie);
    return reply.redirect(safePath(next), 303);
  }

  app.get('/api/auth/isp/sso', async (request) => {
    const asked = email.safeParse(request.query);
    if (!asked.success) throw new AppError('invalid', 'email: Give an e-mail address.', { field: 'email' });
    const found = await lookup.byDomain(domainOf(asked.data.email));
    return { items: found.map(({ id, kind, name }) => ({ name, startUrl: addresses('', kind, id).startUrl })) };
  });

  app.get('/api/auth/isp/sso/:id/start', (request, reply) =>
    guarded(request, reply, async () => {
      const { provider, caller } = await providerOf(request);
      const next = safePath((request.query as { next?: unknown }).next);
      const browser = randomToken();
      const begin = (state: string, checks: Checks) =>
        kernel.run(caller, signInProviders, 'begin', {
          id: provider.id,
          state,
          browser,
          checks: JSON.stringify(checks),
        });
      const client = await clientOf(provider, caller);
      let url: string;
      if (provider.kind === 'oidc') {
        const state = randomToken();
        const asked = await authorization(client.oidc, client.callbackUrl, state);
        await begin(state, { next, nonce: asked.nonce, codeVerifier: asked.codeVerifier });
        url = asked.url;
      } else {
        const asked = await samlRequest(client.idp, client.sp, provider.id);
        await begin(asked.begun.requestId, { next, begunAt: asked.begun.at });
        url = asked.url;
      }
      const secure = baseUrl.startsWith('https:') ? '; Secure' : '';
      const cookie = `${cookieName}=${browser}; Path=/api/auth/isp/sso; HttpOnly; SameSite=Lax; Max-Age=${flowMinutes * 60}${secure}`;
      return reply.header('set-cookie', cookie).redirect(url, 303);
    }),
  );

  app.get('/api/auth/isp/sso/:id/callback', (request, reply) =>
    guarded(request, reply, async () => {
      const { provider, caller } = await providerOf(request);
      const returned = new URL(request.url, baseUrl);
      const state = returned.searchParams.get('state') ?? '';
      const { nonce = '', codeVerifier = '', next } = await taken(request, caller, provider, state);
      const { oidc } = await clientOf(provider, caller);
      const who = await arrival(oidc, returned, { state, nonce, codeVerifier });
      return enter(request, reply, caller, provider.id, who, next);
    }),
  );

  // A form posted from another site carries no cookie of ours: what it brought waits for the browser's next step.
  app.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, text, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(text)))),
    );
    scope.post('/api/auth/isp/sso/:id/acs', (request, reply) =>
      guarded(request, reply, async () => {
        const { provider, caller } = await providerOf(request);
        const answer = posted.safeParse(request.body).data?.SAMLResponse;
        if (!answer) throw new AppError('invalid', 'The sign-in provider sent no response.');
        const state = requestNamedBy(answer) ?? '';
        await kernel.run(caller, signInProviders, 'hold', { id: provider.id, state, answer });
        return reply.redirect(`/api/auth/isp/sso/${provider.id}/finish?request=${encodeURIComponent(state)}`, 303);
      }),
    );
  });

  app.get('/api/auth/isp/sso/:id/finish', (request, reply) =>
    guarded(request, reply, async () => {
      const { provider, caller } = await providerOf(request);
      const state = String((request.query as { request?: unknown }).request);
      const { next, begunAt = '', answer } = await taken(request, caller, provider, state);
      if (!answer) throw new AppError('invalid', 'The sign-in provider sent no response.');
      const { idp, sp } = await clientOf(provider, caller);
      const who = await assertion(idp, sp, answer, { requestId: state, at: begunAt });
      return enter(request, reply, caller, provider.id, who, next);
    }),
  );

  app.get('/api/auth/isp/sso/:id/metadata', async (request, reply) => {
    const { provider, caller } = await providerOf(request);
    if (provider.kind !== 'saml') throw notFound('metadata');
    const { idp, sp } = await clientOf(provider, caller);
    return reply.type('application/samlmetadata+xml').send(metadata(idp, sp));
  });
}
