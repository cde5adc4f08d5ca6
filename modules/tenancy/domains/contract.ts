import { z } from 'zod';
import { command, contract, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, open, resource } from '#kernel/contract/fields.ts';
import { domainStatuses, proofMethods } from './rules.ts';

const outcomes = ['found', 'missing', 'different', 'failed', 'taken'] as const;
/** A host name that a provider says is theirs. */
export const Domain = resource('Domain', {
  id: open(z.uuid()),
  domain: open(z.string()),
  status: open(z.enum(domainStatuses)),
  method: open(z.enum(proofMethods)),
  /** The record to publish. */
  recordName: open(z.string()),
  recordValue: open(z.string()),
  tokenExpiresAt: open(instant()),
  verifiedAt: open(instant().nullable()),
  checkedAt: open(instant().nullable()),
  /** A check was asked for and is not over. */
  checking: open(z.boolean()),
  /** Daily checks in a row that did not find the record. */
  failedChecks: open(z.int()),
  createdAt: open(instant()),
});
export const DomainAttempt = resource('DomainAttempt', {
  id: open(z.uuid()),
  at: open(instant()),
  method: open(z.enum(proofMethods)),
  outcome: open(z.enum(outcomes)),
  /** What was found, in a sentence. */
  finding: open(z.string()),
});
/** What the platform's staff see of it. */
export const TenantDomain = resource('TenantDomain', {
  id: open(z.uuid()),
  domain: open(z.string()),
  status: open(z.enum(domainStatuses)),
  method: open(z.enum(proofMethods)),
  verifiedAt: open(instant().nullable()),
  checkedAt: open(instant().nullable()),
});

const page = '/dashboard/settings/domains';
const domainName = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    'Use a host name such as portal.example.net, in Latin letters.',
  );
const about = { domainId: open(z.uuid()), domain: open(z.string()) };

export const domains = contract({
  name: 'domains',
  title: 'Domains',
  events: {
    'domain.added': about,
    'domain.check-asked': about,
    'domain.checked': { ...about, outcome: open(z.enum(outcomes)), status: open(z.enum(domainStatuses)) },
    'domain.removed': about,
    'domain.proof-renewed': about,
  },
  realtime: {
    domains: {
      events: ['domain.added', 'domain.check-asked', 'domain.checked', 'domain.removed', 'domain.proof-renewed'],
      for: ['isp'],
      can: 'tenancy.domain:read',
    },
  },
  operations: {
    list: query('GET /settings/domains', {
      summary: 'List the provider’s domains and the records that prove them',
      for: ['isp'],
      can: 'tenancy.domain:read',
      in: z.object({}),
      out: many(Domain),
      ui: page,
    }),
    attempts: query('GET /settings/domains/{id}/attempts', {
      summary: 'The last checks of a domain, newest first',
      for: ['isp'],
      can: 'tenancy.domain:read',
      in: Id,
      out: many(DomainAttempt),
      ui: page,
    }),
    add: command('POST /settings/domains', {
      summary: 'Add a domain; it counts once its record is found',
      for: ['isp'],
      can: 'tenancy.domain:write',
      in: z.object({ domain: domainName, method: z.enum(proofMethods).default('txt') }),
      out: one(Domain),
      emits: ['domain.added'],
      ui: page,
    }),
    renew: command('POST /settings/domains/{id}/proof', {
      summary: 'Take a new record for a domain, of this kind; the earlier one no longer counts',
      for: ['isp'],
      can: 'tenancy.domain:write',
      in: Id.extend({ method: z.enum(proofMethods) }),
      out: one(Domain),
      emits: ['domain.proof-renewed'],
      ui: page,
    }),
    check: command('POST /settings/domains/{id}/check', {
      summary: 'Look the record up now',
      for: ['isp'],
      can: 'tenancy.domain:write',
      in: Id,
      out: one(Domain),
      emits: ['domain.check-asked'],
      perMinute: 20,
      ui: page,
    }),
    remove: command('DELETE /settings/domains/{id}', {
      summary: 'Remove a domain; another provider may prove it from now on',
      for: ['isp'],
      can: 'tenancy.domain:write',
      in: Id,
      out: nothing(),
      emits: ['domain.removed'],
      ui: page,
    }),
    ofTenant: query('GET /tenants/{id}/domains', {
      summary: 'The domains of an internet provider',
      for: ['platform'],
      can: 'platform.tenant:read',
      in: Id,
      out: many(TenantDomain),
      ui: '/dashboard/platform-admin/tenants/$id',
    }),
    settle: command('POST /settings/domains/{id}/settle', {
      summary: 'Keep what a lookup found',
      for: [],
      can: 'tenancy.domain:write',
      in: Id.extend({ token: z.string(), outcome: z.enum(outcomes), finding: z.string().max(500) }),
      out: nothing(),
      emits: ['domain.checked'],
      ui: { none: 'internal' },
    }),
  },
});
