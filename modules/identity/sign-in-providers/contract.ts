import { z } from 'zod';
import { command, contract, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, personal, resource, secret } from '#kernel/contract/fields.ts';

export const SignInProvider = resource('SignInProvider', {
  id: open(z.uuid()),
  kind: open(z.enum(['oidc', 'saml'])),
  name: open(z.string()),
  isEnabled: open(z.boolean()),
  /** Of the e-mail addresses whose owners are sent there. */
  domains: open(z.array(z.string())),
  /** OpenID Connect. */
  issuer: open(z.string().nullable()),
  clientId: open(z.string().nullable()),
  clientSecret: secret(z.string().nullable()),
  hasClientSecret: open(z.boolean()),
  /** SAML: of the identity provider. */
  entityId: open(z.string().nullable()),
  ssoUrl: open(z.string().nullable()),
  certificate: open(z.string().nullable()),
  certificateExpiresAt: open(instant().nullable()),
  /** People who are no colleagues yet become colleagues with this role. */
  createsMembers: open(z.boolean()),
  roleId: open(z.uuid().nullable()),
  /** To be entered at the provider. */
  callbackUrl: open(z.string()),
  serviceEntityId: open(z.string()),
  people: open(z.int()),
  lastUsedAt: open(instant().nullable()),
  /** Why the last sign-in that failed did. */
  lastError: internal(z.string().nullable()),
  lastErrorAt: internal(instant().nullable()),
  createdAt: open(instant()),
});
/** A sign-in under way. */
export const SignInFlow = resource('SignInFlow', {
  providerId: internal(z.uuid()),
  checks: secret(z.string()),
  /** What the provider posted, of SAML only. */
  answer: secret(z.string().nullable()),
});
/** The colleague whom a provider vouched for. */
export const VouchedMember = resource('VouchedMember', {
  memberId: open(z.uuid()),
  userId: internal(z.string()),
});
export const ProviderCheck = resource('ProviderCheck', {
  isReachable: open(z.boolean()),
  /** A sentence for the person who set it up. */
  finding: open(z.string()),
});

const at = '/dashboard/security-access/sign-in-providers';
const read = { for: ['isp'], can: 'identity.provider:read', ui: at } as const;
const write = { for: ['isp'], can: 'identity.provider:write', ui: at } as const;
const inside = { for: [], can: 'identity.provider:use', ui: { none: 'internal' } } as const;
const changes = ['sign-in-provider.changed'] as const;

const name = z.string().trim().min(1, 'A name is needed.').max(100);
const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'Give a domain, such as example.com.');
const url = z.url({ protocol: /^https?$/, error: 'Give an address that begins with https://.' }).max(500);
const settings = {
  name,
  domains: z.array(domain).min(1, 'Name at least one domain of e-mail addresses.').max(50),
  createsMembers: z.boolean(),
  roleId: z.uuid().nullish().describe('Role of people who are no colleagues yet.'),
  issuer: url.optional().describe('OpenID Connect: the issuer, under which its discovery document is.'),
  clientId: z.string().trim().min(1).max(200).optional(),
  clientSecret: z.string().min(1).max(500).optional(),
  entityId: z.string().trim().min(1).max(500).optional().describe('SAML: entity id of the identity provider.'),
  ssoUrl: url.optional().describe('SAML: where people sign in (HTTP-Redirect).'),
  certificate: z.string().max(20_000).optional().describe('SAML: X.509 certificate, PEM or base64.'),
};

export const signInProviders = contract({
  name: 'sign-in-providers',
  title: 'Sign-in providers',
  events: { 'sign-in-provider.changed': { providerId: open(z.uuid()) } },
  operations: {
    list: query('GET /sign-in-providers', {
      ...read,
      summary: 'Sign-in providers of the staff (OpenID Connect and SAML)',
      in: z.object({}),
      out: many(SignInProvider),
    }),
    create: command('POST /sign-in-providers', {
      ...write,
      summary: 'Add a sign-in provider; it is off until it is switched on',
      in: z.object({ ...settings, kind: z.enum(['oidc', 'saml']) }),
      out: one(SignInProvider),
      emits: changes,
    }),
    update: command('PATCH /sign-in-providers/{id}', {
      ...write,
      summary: 'Change a sign-in provider, or switch it on or off',
      in: Id.extend({ ...z.object(settings).partial().shape, isEnabled: z.boolean().optional() }),
      out: one(SignInProvider),
      emits: changes,
    }),
    remove: command('DELETE /sign-in-providers/{id}', {
      ...write,
      summary: 'Remove a sign-in provider; its people stay colleagues and sign in by password',
      in: Id,
      out: nothing(),
      emits: changes,
    }),
    check: command('POST /sign-in-providers/{id}/check', {
      ...write,
      summary: 'Look whether a provider answers as its settings say',
      in: Id,
      out: one(ProviderCheck),
      perMinute: 20,
    }),
    begin: command('POST /sign-in-providers/{id}/begin', {
      ...inside,
      summary: 'Remember a sign-in that is under way',
      in: Id.extend({ state: z.string(), browser: z.string(), checks: z.string() }),
      out: one(SignInProvider),
    }),
    take: command('POST /sign-in-providers/{id}/take', {
      ...inside,
      summary: 'End a sign-in that came back; nothing comes back twice',
      in: Id.extend({ state: z.string(), browser: z.string().nullable() }),
      out: one(SignInFlow),
    }),
    find: query('GET /sign-in-providers/{id}', {
      ...inside,
      summary: 'One provider, with what its answers are checked by',
      in: Id,
      out: one(SignInProvider),
    }),
    hold: command('POST /sign-in-providers/{id}/hold', {
      ...inside,
      summary: 'Keep the answer to a sign-in that was begun here, until its browser comes',
      in: Id.extend({ state: z.string(), answer: z.string().max(200_000) }),
      out: nothing(),
    }),
    vouch: command('POST /sign-in-providers/{id}/vouch', {
      ...inside,
      summary: 'The colleague whom a provider vouches for',
      in: Id.extend({
        subject: z.string().min(1).max(500),
        email: personal('staff', z.email()).schema,
        name: z.string().max(200),
      }),
      out: one(VouchedMember),
      emits: changes,
    }),
    failed: command('POST /sign-in-providers/{id}/failed', {
      ...inside,
      summary: 'Note why a sign-in failed',
      in: Id.extend({ reason: z.string().max(500) }),
      out: nothing(),
    }),
  },
});
