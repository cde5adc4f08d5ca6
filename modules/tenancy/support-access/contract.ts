import { z } from 'zod';
import { command, contract, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, once, open, Paging, personal, resource } from '#kernel/contract/fields.ts';
import { accessRoles, accessStatuses, consentModes, minutes } from './rules.ts';

/** One time that somebody of the platform entered a provider, or asked to. */
export const SupportAccess = resource('SupportAccess', {
  id: open(z.uuid()),
  tenantId: open(z.uuid()),
  tenantName: open(z.string()),
  operatorId: internal(z.uuid()),
  operatorName: personal('staff', z.string()),
  reason: open(z.string()),
  role: open(z.enum(accessRoles)),
  minutes: open(z.int()),
  status: open(z.enum(accessStatuses)),
  askedAt: open(instant()),
  decidedAt: open(instant().nullable()),
  decidedBy: personal('staff', z.string().nullable()),
  enteredAt: open(instant().nullable()),
  expiresAt: open(instant().nullable()),
  endedAt: open(instant().nullable()),
  endedBy: personal('staff', z.string().nullable()),
  /** Leads into the provider's console; works once, for a minute. */
  link: once(z.url()),
});
export const SupportConsent = resource('SupportConsent', {
  mode: open(z.enum(consentModes)),
  changedBy: personal('staff', z.string().nullable()),
  changedAt: open(instant().nullable()),
});

const settings = '/dashboard/settings/support-access';
const desk = '/dashboard/platform-admin/support-access';
const about = { accessId: open(z.uuid()), tenantId: open(z.uuid()) };
const read = { for: ['isp'], can: 'tenancy.support-access:read' } as const;
const write = { for: ['isp'], can: 'tenancy.support-access:write' } as const;
const role = z.enum(accessRoles);
const reason = z.string().trim().min(10, 'Say why, so that they can judge it: at least 10 characters.').max(500);

export const supportAccess = contract({
  name: 'support-access',
  title: 'Support access',
  events: {
    'support-access.asked': {
      ...about,
      operatorId: internal(z.uuid()),
      operatorName: personal('staff', z.string()),
      reason: open(z.string()),
      role: open(role),
      minutes: open(z.int()),
    },
    'support-access.withdrawn': { ...about, by: personal('staff', z.string()) },
    /** In the provider: it stands differently. */
    'support-access.changed': { ...about, status: open(z.string()) },
    'support-access.consent-changed': { mode: open(z.enum(consentModes)) },
    /** At the platform: the provider has answered, or ended it. */
    'support-access.answered': { ...about, status: open(z.string()) },
  },
  realtime: {
    'support-access': {
      events: ['support-access.changed', 'support-access.consent-changed'],
      for: ['isp'],
      can: 'tenancy.support-access:read',
    },
    'support-accesses': {
      events: ['support-access.asked', 'support-access.answered', 'support-access.withdrawn'],
      for: ['platform'],
      can: 'platform.support-access:read',
    },
  },
  operations: {
    consent: query('GET /support-access/consent', {
      ...read,
      summary: 'Whether the platform’s support may enter',
      in: z.object({}),
      out: one(SupportConsent),
      ui: settings,
    }),
    setConsent: command('PUT /support-access/consent', {
      ...write,
      summary: 'Say whether the platform’s support may enter: always, when asked, or never',
      description: 'Never also ends the visit that is going on, and what was approved and not used.',
      in: z.object({ mode: z.enum(consentModes) }),
      out: one(SupportConsent),
      emits: ['support-access.consent-changed', 'support-access.changed'],
      ui: settings,
    }),
    list: query('GET /support-access', {
      ...read,
      summary: 'Who of the platform’s support asked to enter, and what came of it',
      in: Paging,
      out: page(SupportAccess),
      ui: settings,
    }),
    approve: command('POST /support-access/{id}/approve', {
      ...write,
      summary: 'Let the platform’s support in, for the time they asked for',
      in: Id,
      out: one(SupportAccess),
      emits: ['support-access.changed'],
      ui: settings,
    }),
    refuse: command('POST /support-access/{id}/refuse', {
      ...write,
      summary: 'Refuse the platform’s support',
      in: Id,
      out: one(SupportAccess),
      emits: ['support-access.changed'],
      ui: settings,
    }),
    end: command('POST /support-access/{id}/end', {
      ...write,
      summary: 'End the platform’s support visit now',
      in: Id,
      out: one(SupportAccess),
      emits: ['support-access.changed'],
      ui: settings,
    }),
    leave: command('POST /support-access/leave', {
      for: ['isp'],
      can: 'signed-in',
      summary: 'End my own support visit',
      in: z.object({}),
      out: nothing(),
      emits: ['support-access.changed'],
      ui: { none: 'shell' },
    }),

    listAll: query('GET /support-access', {
      for: ['platform'],
      can: 'platform.support-access:read',
      summary: 'Support visits to providers, and requests for them',
      in: Paging.extend({ tenantId: z.uuid().optional() }),
      out: page(SupportAccess),
      ui: desk,
    }),
    ask: command('POST /support-access', {
      for: ['platform'],
      can: 'platform.support-access:write',
      summary: 'Ask to enter a provider: why, how long, and as what',
      description: 'Nobody asks for more than they hold: to act in a provider takes the right to change providers.',
      in: z.object({
        tenantId: z.uuid(),
        reason,
        role: role.default('read-only'),
        minutes: z.int().min(minutes.least, 'At least 15 minutes.').max(minutes.most, 'At most 8 hours.').default(60),
      }),
      out: one(SupportAccess),
      emits: ['support-access.asked'],
      ui: [desk, '/dashboard/platform-admin/tenants/$id'],
    }),
    enter: command('POST /support-access/{id}/enter', {
      for: ['platform'],
      can: 'platform.support-access:write',
      summary: 'Enter a provider that has approved; the link works once, for a minute',
      in: Id,
      out: one(SupportAccess),
      ui: desk,
    }),
    withdraw: command('POST /support-access/{id}/withdraw', {
      for: ['platform'],
      can: 'platform.support-access:write',
      summary: 'Withdraw a request, or end a support visit',
      in: Id,
      out: nothing(),
      emits: ['support-access.withdrawn'],
      ui: desk,
    }),

    record: command('POST /support-access/record', {
      for: [],
      can: 'tenancy.support-access:write',
      summary: 'Put a request of the platform’s support before the provider',
      in: Id.extend({ operatorId: z.uuid(), operatorName: z.string(), reason: z.string(), role, minutes: z.int() }),
      out: nothing(),
      emits: ['support-access.changed'],
      ui: { none: 'internal' },
    }),
    begin: command('POST /support-access/begin', {
      for: [],
      can: 'tenancy.support-access:write',
      summary: 'Enter by a link of support access',
      in: Id.extend({
        operatorId: z.uuid(),
        linkAt: instant(),
        sessionId: z.string().max(100).nullable(),
        cookieHash: z.string().length(64),
      }),
      out: one(SupportAccess),
      emits: ['support-access.changed'],
      ui: { none: 'internal' },
    }),
    stop: command('POST /support-access/stop', {
      for: [],
      can: 'tenancy.support-access:write',
      summary: 'End an access that the platform gave up',
      in: Id.extend({ by: z.string() }),
      out: nothing(),
      emits: ['support-access.changed'],
      ui: { none: 'internal' },
    }),
    answered: command('POST /support-access/answered', {
      for: [],
      can: 'platform.support-access:write',
      summary: 'Tell the platform how an access stands',
      in: z.object({ accessId: z.uuid(), tenantId: z.uuid(), status: z.string() }),
      out: nothing(),
      emits: ['support-access.answered'],
      ui: { none: 'internal' },
    }),
  },
});
