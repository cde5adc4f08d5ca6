import { z } from 'zod';
import { command, contract, one, page, query } from '#kernel/contract/contract.ts';
import { currencyCode, Id, instant, internal, open, Paging, personal, resource } from '#kernel/contract/fields.ts';
import { tenantStatuses } from './rules.ts';

/** An ISP on this installation. Its counts come from platform views that hold no personal column. */
export const TenantAccount = resource('TenantAccount', {
  id: open(z.uuid()),
  slug: open(z.string()),
  name: open(z.string()),
  country: open(z.string()),
  currency: open(currencyCode()),
  timeZone: open(z.string()),
  locale: open(z.string()),
  status: open(z.enum(tenantStatuses)),
  suspendReason: open(z.string().nullable()),
  /** Whether its subscribers may log in to the network. */
  networkOn: open(z.boolean()),
  adminEmail: personal('staff', z.string()),
  subscribers: open(z.int()),
  online: open(z.int()),
  staff: open(z.int()),
  createdAt: open(instant()),
});
export const PlatformMetrics = resource('PlatformMetrics', {
  tenants: open(z.int()),
  suspended: open(z.int()),
  subscribers: open(z.int()),
  online: open(z.int()),
  events24h: open(z.int()),
  databaseBytes: open(z.number()),
});

const list = '/dashboard/platform-admin/tenants';
const detail = '/dashboard/platform-admin/tenants/$id';
const about = { tenantId: open(z.uuid()), slug: open(z.string()) };
const timeZones = new Set(Intl.supportedValuesOf('timeZone'));
const tenantName = z.string().trim().min(2, 'A name is needed.').max(100);
const timeZone = z
  .string()
  .refine((v) => timeZones.has(v) || v === 'UTC', 'Use an IANA time zone, such as Europe/Berlin.');
const locale = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'Use a language tag, such as en or fr-FR.');
const adminEmail = z.email('This is not an e-mail address.').toLowerCase().max(254);
const invitation = {
  adminEmail: personal('staff', z.string()),
  adminName: personal('staff', z.string()),
  invitationHash: internal(z.string()),
  invitationExpiresAt: internal(instant()),
};

export const tenants = contract({
  name: 'tenants',
  title: 'Tenants',
  events: {
    'tenant.created': { ...about, ...invitation },
    'tenant.administrator-invited': { ...about, ...invitation },
    'tenant.suspended': { ...about, reason: open(z.string()), networkOn: open(z.boolean()) },
    'tenant.resumed': about,
    'tenant.updated': about,
    'tenant.closing': about,
    'tenant.closed': about,
    'tenant.reopened': about,
  },
  realtime: {
    tenants: {
      events: [
        'tenant.created',
        'tenant.suspended',
        'tenant.resumed',
        'tenant.updated',
        'tenant.closing',
        'tenant.closed',
        'tenant.reopened',
        'tenant.administrator-invited',
      ],
      for: ['platform'],
      can: 'platform.tenant:read',
    },
  },
  operations: {
    list: query('GET /tenants', {
      summary: 'List internet providers',
      for: ['platform'],
      can: 'platform.tenant:read',
      in: Paging.extend({ q: z.string().trim().max(100).optional(), status: z.enum(tenantStatuses).optional() }),
      out: page(TenantAccount),
      ui: list,
    }),
    metrics: query('GET /metrics', {
      summary: 'The installation in numbers',
      for: ['platform'],
      can: 'platform.tenant:read',
      in: z.object({}),
      out: one(PlatformMetrics),
      ui: '/dashboard/platform-admin',
    }),
    get: query('GET /tenants/{id}', {
      summary: 'Fetch an internet provider',
      for: ['platform'],
      can: 'platform.tenant:read',
      in: Id,
      out: one(TenantAccount),
      ui: detail,
    }),
    create: command('POST /tenants', {
      summary: 'Create an internet provider and invite its administrator',
      for: ['platform'],
      can: 'platform.tenant:write',
      in: z.object({
        name: tenantName,
        slug: z
          .string()
          .regex(
            /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/,
            'Small letters, digits and dashes, 3 to 40, starting with a letter.',
          ),
        country: z.string().regex(/^[A-Z]{2}$/, 'Use a two-letter ISO 3166 code, such as DE.'),
        currency: currencyCode(),
        timeZone,
        locale: locale.default('en'),
        adminName: z.string().trim().min(1, 'A name is needed.').max(100),
        adminEmail,
      }),
      out: one(TenantAccount),
      emits: ['tenant.created'],
      ui: list,
    }),
    update: command('PATCH /tenants/{id}', {
      summary: 'Change how an internet provider is called and reached',
      description: 'Currency and country stay: invoices and tax depend on them.',
      for: ['platform'],
      can: 'platform.tenant:write',
      in: Id.extend({
        name: tenantName.optional(),
        timeZone: timeZone.optional(),
        locale: locale.optional(),
        adminEmail: adminEmail.optional(),
      }),
      out: one(TenantAccount),
      emits: ['tenant.updated'],
      ui: detail,
    }),
    inviteAdministrator: command('POST /tenants/{id}/administrators', {
      summary: 'Invite an internet provider’s first administrator again; the earlier link ends',
      description: 'Only while nobody has entered yet: afterwards the provider’s own staff invite their colleagues.',
      for: ['platform'],
      can: 'platform.tenant:write',
      in: Id.extend({ name: z.string().trim().min(1, 'A name is needed.').max(100), email: adminEmail }),
      out: one(TenantAccount),
      emits: ['tenant.administrator-invited'],
      ui: detail,
    }),
    suspend: command('POST /tenants/{id}/suspend', {
      summary: 'Suspend an internet provider: its staff are locked out and it issues no invoices',
      for: ['platform'],
      can: 'platform.tenant:write',
      in: Id.extend({
        reason: z.string().trim().min(3, 'Say why.').max(300),
        networkOn: z.boolean().default(true).describe('Whether its subscribers may go on logging in to the network.'),
      }),
      out: one(TenantAccount),
      emits: ['tenant.suspended'],
      ui: detail,
    }),
    resume: command('POST /tenants/{id}/resume', {
      summary: 'Restore a suspended provider',
      for: ['platform'],
      can: 'platform.tenant:write',
      in: Id,
      out: one(TenantAccount),
      emits: ['tenant.resumed'],
      ui: detail,
    }),
    follow: command('POST /tenants/{id}/general', {
      summary: 'Take over what a provider’s own staff set',
      for: [],
      can: 'platform.tenant:write',
      in: Id.extend({ name: tenantName, currency: currencyCode(), timeZone, locale }),
      out: one(TenantAccount),
      emits: ['tenant.updated'],
      ui: { none: 'internal' },
    }),
    move: command('POST /tenants/{id}/move', {
      summary: 'Close an internet provider, or bring it back',
      for: [],
      can: 'platform.tenant:close',
      in: Id.extend({
        move: z.enum(['beginClosing', 'finishClosing', 'reopen']),
        reason: z.string().max(300).nullable().default(null),
      }),
      out: one(TenantAccount),
      emits: ['tenant.closing', 'tenant.closed', 'tenant.reopened'],
      ui: { none: 'internal' },
    }),
  },
});
