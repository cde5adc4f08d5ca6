import { z } from 'zod';
import { command, contract, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { embedMany, instant, open, Paging, personal, resource } from '#kernel/contract/fields.ts';
import { memberStatuses } from '#modules/identity/staff/contract.ts';

/** A member of the ISP's staff as those see them who deal with DotMac: a seat, not a power. */
export const SeatHolder = resource('SeatHolder', {
  id: open(z.uuid()),
  name: personal('staff', z.string()),
  email: personal('staff', z.string()),
  status: open(z.enum(memberStatuses)),
  roleNames: open(z.array(z.string())),
  lastSignInAt: open(instant().nullable()),
});
/** A role that a new colleague can be given. */
export const StaffRole = resource('StaffRole', {
  id: open(z.uuid()),
  name: open(z.string()),
  description: open(z.string()),
});
export const integrationStates = ['on', 'off', 'failing'] as const;
/** Whether something is connected, never to what or with which secret. */
export const IntegrationState = resource('IntegrationState', {
  kind: open(z.enum(['netbox', 'mail', 'sign-in'])),
  state: open(z.enum(integrationStates)),
  /** In a sentence. */
  says: open(z.string()),
  /** Where an administrator of the ISP sets it up; null: whoever runs the installation does. */
  link: open(z.string().nullable()),
});
export const IntegrationKey = resource('IntegrationKey', {
  id: open(z.uuid()),
  name: open(z.string()),
  state: open(z.enum(['active', 'expired', 'revoked'])),
  permissions: open(z.int()),
  lastUsedAt: open(instant().nullable()),
  expiresAt: open(instant().nullable()),
});
export const Integrations = resource('Integrations', {
  keys: embedMany(IntegrationKey),
  keysLink: open(z.string()),
  services: embedMany(IntegrationState),
});

/** The ISP as DotMac writes to it and bills it. */
export const AccountProfile = resource('AccountProfile', {
  legalName: open(z.string()),
  registrationNumber: open(z.string()),
  taxNumber: open(z.string()),
  address: open(z.string()),
  website: open(z.string()),
  billingName: personal('staff', z.string()),
  billingEmail: personal('staff', z.string()),
  billingPhone: personal('staff', z.string()),
  updatedAt: open(instant().nullable()),
});

const users = '/tenant-portal/users';
const integrations = '/tenant-portal/integrations';
const settings = '/tenant-portal/settings';
const line = (max: number) => z.string().trim().max(max);
const timeZones = new Set(Intl.supportedValuesOf('timeZone'));

export const tenantPortal = contract({
  name: 'tenant-portal',
  title: 'Tenant portal',
  events: { 'account-profile.changed': { tenantId: open(z.uuid()) } },
  operations: {
    staff: query('GET /staff', {
      for: ['tenant'],
      can: 'account.staff:read',
      summary: 'Our staff with role and last sign-in',
      in: Paging.extend({ q: z.string().trim().max(100).optional() }),
      out: page(SeatHolder),
      ui: users,
    }),
    staffRoles: query('GET /staff-roles', {
      for: ['tenant'],
      can: 'account.staff:read',
      summary: 'Roles that a new colleague can be given',
      in: z.object({}),
      out: many(StaffRole),
      ui: users,
    }),
    inviteStaff: command('POST /staff-invitations', {
      for: ['tenant'],
      can: 'account.staff:write',
      summary: 'Invite a member of staff to the ISP’s console; nobody gives a role that may do more than they',
      in: z.object({
        email: z.email('This is not an e-mail address.').toLowerCase().max(254),
        name: z.string().trim().min(1, 'A name is needed.').max(100),
        roleId: z.uuid('Choose a role.'),
      }),
      out: nothing(),
      ui: users,
    }),
    integrations: query('GET /integrations', {
      for: ['tenant'],
      can: 'account.integration:read',
      summary: 'What is connected with the ISP’s installation',
      in: z.object({}),
      out: one(Integrations),
      ui: integrations,
    }),
    profile: query('GET /profile', {
      for: ['tenant'],
      can: 'account.settings:read',
      summary: 'Company and billing contact as DotMac has them',
      in: z.object({}),
      out: one(AccountProfile),
      ui: settings,
    }),
    setProfile: command('PUT /profile', {
      for: ['tenant'],
      can: 'account.settings:write',
      summary: 'Change company and billing contact',
      in: z.object({
        legalName: line(150).min(2, 'The name as it stands in the register.'),
        registrationNumber: line(60),
        taxNumber: line(60),
        address: line(500),
        website: z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'Use an address with https://.' })]),
        billingName: line(100),
        billingEmail: z.union([z.literal(''), z.email('This is not an e-mail address.').max(254)]),
        billingPhone: line(40),
      }),
      out: one(AccountProfile),
      emits: ['account-profile.changed'],
      ui: settings,
    }),
    setRegion: command('PUT /region', {
      for: ['tenant'],
      can: 'account.settings:write',
      summary: 'Change language and time zone of the provider; they apply within seconds',
      in: z.object({
        timeZone: z.string().refine((zone) => timeZones.has(zone) || zone === 'UTC', 'Use an IANA time zone.'),
        locale: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'Use a language tag, such as en or fr-FR.'),
      }),
      out: nothing(),
      ui: settings,
    }),
    profileOf: query('GET /account-profiles/{tenantId}', {
      for: [],
      can: 'account.settings:read',
      summary: 'Company and billing contact of a provider, for bills',
      in: z.object({ tenantId: z.uuid() }),
      out: one(AccountProfile),
      ui: { none: 'internal' },
    }),
  },
});
