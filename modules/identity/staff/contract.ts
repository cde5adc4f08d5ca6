import { z } from 'zod';
import { command, contract, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, Paging, personal, resource } from '#kernel/contract/fields.ts';
import { factors, signInOutcomes } from '#modules/identity/sign-ins/contract.ts';
import { accessOperations, permissionEntry } from './access-contract.ts';
import { vouching } from './vouch-contract.ts';

export const memberStatuses = ['invited', 'active', 'disabled'] as const;
export const Role = resource('Role', {
  id: open(z.uuid()),
  name: open(z.string()),
  description: open(z.string()),
  permissions: open(z.array(z.string())),
  /** Came with the tenant; its permissions cannot be edited. */
  builtIn: open(z.boolean()),
  members: open(z.int()),
});
/** A member of an ISP's staff. */
export const Member = resource('Member', {
  id: open(z.uuid()),
  userId: internal(z.string().nullable()),
  name: personal('staff', z.string()),
  email: personal('staff', z.string()),
  status: open(z.enum(memberStatuses)),
  roleIds: open(z.array(z.uuid())),
  roleNames: open(z.array(z.string())),
  /** How many grants and denials there are beside the roles. */
  overrides: open(z.int()),
  /** Has an authenticator app. */
  twoFactor: open(z.boolean()),
  passkeys: open(z.int()),
  /** Browsers that are not asked for a second factor at the moment. */
  trustedDevices: open(z.int()),
  lastSignInAt: internal(instant().nullable()),
  createdAt: open(instant()),
});
export const Session = resource('Session', {
  id: open(z.string()),
  memberName: personal('staff', z.string()),
  email: personal('staff', z.string()),
  ipAddress: personal('staff', z.string().nullable()),
  userAgent: personal('staff', z.string().nullable()),
  /** The time zone that the browser told. */
  place: personal('staff', z.string().nullable()),
  factor: open(z.enum(factors)),
  current: open(z.boolean()),
  createdAt: open(instant()),
  lastUsedAt: open(instant()),
  expiresAt: open(instant()),
});
export const PermissionInfo = resource('PermissionInfo', {
  name: open(z.string()),
  area: open(z.string()),
  /** What it opens. */
  operations: open(z.array(z.object({ key: z.string(), summary: z.string() }))),
});
/** Who I am at this door; the apps ask for it first. */
export const CurrentSession = resource('CurrentSession', {
  user: open(z.object({ id: z.string(), name: z.string(), email: z.string(), twoFactor: z.boolean() })),
  tenant: open(
    z
      .object({
        id: z.uuid(),
        slug: z.string(),
        name: z.string(),
        currency: z.string(),
        timeZone: z.string(),
        locale: z.string(),
      })
      .nullable(),
  ),
  /** The providers this person works for, more than one for some; the current one included. */
  tenants: open(z.array(z.object({ id: z.uuid(), slug: z.string(), name: z.string() }))),
  permissions: open(z.array(z.string())),
  /** Set while one works at somebody else's place. */
  visit: open(
    z
      .object({
        kind: z.enum(['support-access', 'portal-visit']),
        id: z.uuid(),
        /** Who the visitor is. */
        by: z.string(),
        onBehalfOf: z.string().nullable(),
        readOnly: z.boolean(),
        until: instant(),
      })
      .nullable(),
  ),
  door: open(z.string()),
  demo: open(z.boolean()),
  /** Set for who came by a password alone and is asked for a second factor; once it is due, nothing else answers. */
  secondFactor: open(z.object({ from: instant(), due: z.boolean() }).nullable()),
});
/** How many of the staff who may sign in have what. */
export const SecondFactorAdoption = resource('SecondFactorAdoption', {
  active: open(z.int()),
  withAuthenticator: open(z.int()),
  withPasskey: open(z.int()),
  /** Neither the one nor the other. */
  without: open(z.int()),
});
export const DemoAccount = resource('DemoAccount', {
  label: open(z.string()),
  name: open(z.string()),
  role: open(z.string()),
  tenant: open(z.string().nullable()),
  email: open(z.string()),
  password: open(z.string()),
});
/** What an invitation says to the person it was sent to. */
export const Invitation = resource('Invitation', {
  email: personal('staff', z.string()),
  name: personal('staff', z.string()),
  tenantName: open(z.string()),
  /** The address has an account already; its password is asked for, not a new one. */
  hasAccount: open(z.boolean()),
  expiresAt: open(instant()),
});

const users = '/dashboard/security-access/users';
const roles = '/dashboard/security-access/roles';
const sessions = '/dashboard/security-access/sessions';
const account = '/dashboard/account';
const mfa = '/dashboard/security-access/mfa';
const authMetrics = '/dashboard/security-access/auth-metrics';
const staffEmail = z.email('This is not an e-mail address.').toLowerCase().max(254);
const password = z.string().min(12, 'At least 12 characters.').max(128);
const about = { memberId: open(z.uuid()) };

export const staff = contract({
  name: 'staff',
  title: 'Staff and access',
  events: {
    'member.invited': { ...about, email: personal('staff', z.string()) },
    'member.changed': about,
    'role.changed': { roleId: open(z.uuid()) },
  },
  realtime: {
    staff: { events: ['member.invited', 'member.changed', 'role.changed'], for: ['isp'], can: 'identity.user:read' },
  },
  operations: {
    ...accessOperations,
    session: query('GET /session', {
      summary: 'Who I am, where, and what I may do',
      for: ['isp', 'platform', 'customer'],
      can: 'signed-in',
      in: z.object({}),
      out: one(CurrentSession),
      ui: { none: 'shell' },
    }),
    demoAccounts: query('GET /demo-accounts', {
      summary: 'Accounts of the demo; not there outside it',
      for: ['isp', 'platform', 'tenant'],
      can: 'anyone',
      in: z.object({}),
      out: many(DemoAccount),
      ui: '/login',
    }),
    invitation: query('GET /invitations', {
      summary: 'What an invitation offers',
      for: ['isp', 'platform'],
      can: 'anyone',
      in: z.object({ token: z.string().min(20).max(200) }),
      out: one(Invitation),
      perMinute: 30,
      ui: '/accept-invitation',
    }),
    acceptInvitation: command('POST /invitations/accept', {
      summary: 'Set a password and enter',
      for: ['isp', 'platform'],
      can: 'anyone',
      in: z.object({
        token: z.string().min(20).max(200),
        name: z.string().trim().min(1, 'A name is needed.').max(100),
        password,
      }),
      out: nothing(),
      emits: ['member.changed'],
      perMinute: 10,
      ui: '/accept-invitation',
    }),
    listUsers: query('GET /users', {
      summary: 'List staff',
      for: ['isp', 'platform'],
      can: 'identity.user:read',
      in: Paging.extend({ q: z.string().trim().max(100).optional(), status: z.enum(memberStatuses).optional() }),
      out: page(Member),
      ui: [users, mfa],
    }),
    getUser: query('GET /users/{id}', {
      summary: 'Fetch a colleague',
      for: ['isp'],
      can: 'identity.user:read',
      in: Id,
      out: one(Member),
      ui: users,
    }),
    invite: command('POST /users/invitations', {
      summary: 'Invite a colleague; the mail carries a link valid for 7 days',
      for: ['isp'],
      can: 'identity.user:write',
      in: z.object({
        email: staffEmail,
        name: z.string().trim().min(1, 'A name is needed.').max(100),
        roleIds: z.array(z.uuid()).min(1, 'Give at least one role.').max(50),
      }),
      out: one(Member),
      emits: ['member.invited'],
      ui: users,
    }),
    resendInvitation: command('POST /users/{id}/invitation', {
      summary: 'Send an invitation again; the earlier link ends',
      for: ['isp'],
      can: 'identity.user:write',
      in: Id,
      out: one(Member),
      emits: ['member.invited'],
      ui: users,
    }),
    secondFactors: query('GET /users/second-factors', {
      summary: 'How many colleagues have a second factor',
      for: ['isp', 'platform'],
      can: 'identity.user:read',
      in: z.object({}),
      out: one(SecondFactorAdoption),
      ui: [mfa, authMetrics],
    }),
    setRoles: command('PUT /users/{id}/roles', {
      summary: 'Set a colleague’s roles; nobody gives what they do not hold',
      for: ['isp'],
      can: 'identity.user:write',
      in: Id.extend({
        roleIds: z.array(z.uuid()).min(1, 'Give at least one role.').max(50),
        expiries: z
          .array(z.object({ roleId: z.uuid(), expiresAt: instant() }))
          .max(50)
          .optional()
          .describe('When roles end by themselves. Left out: roles that are kept keep their ends.'),
      }),
      out: one(Member),
      emits: ['member.changed'],
      ui: users,
    }),
    disable: command('POST /users/{id}/disable', {
      summary: 'Lock a colleague out and end their sessions',
      for: ['isp'],
      can: 'identity.user:write',
      in: Id,
      out: one(Member),
      emits: ['member.changed'],
      ui: users,
    }),
    enable: command('POST /users/{id}/enable', {
      summary: 'Let a colleague in again',
      for: ['isp'],
      can: 'identity.user:write',
      in: Id,
      out: one(Member),
      emits: ['member.changed'],
      ui: users,
    }),
    resetTwoFactor: command('DELETE /users/{id}/two-factor', {
      summary: 'Take away a colleague’s second factor when they have lost it; their sessions end',
      for: ['isp', 'platform'],
      can: 'identity.user:write',
      in: Id,
      out: one(Member),
      emits: ['member.changed'],
      ui: [users, mfa],
    }),
    listRoles: query('GET /roles', {
      summary: 'List roles',
      for: ['isp'],
      can: 'identity.user:read',
      in: z.object({}),
      out: many(Role),
      ui: [roles, users],
    }),
    createRole: command('POST /roles', {
      summary: 'Create a role from permissions one holds oneself',
      for: ['isp'],
      can: 'identity.role:write',
      in: z.object({
        name: z.string().trim().min(1, 'A name is needed.').max(60),
        description: z.string().trim().max(300).default(''),
        permissions: z.array(permissionEntry).min(1, 'Give at least one permission.').max(200),
      }),
      out: one(Role),
      emits: ['role.changed'],
      ui: roles,
    }),
    updateRole: command('PATCH /roles/{id}', {
      summary: 'Change a role',
      for: ['isp'],
      can: 'identity.role:write',
      in: Id.extend({
        name: z.string().trim().min(1).max(60).optional(),
        description: z.string().trim().max(300).optional(),
        permissions: z.array(permissionEntry).min(1).max(200).optional(),
      }),
      out: one(Role),
      emits: ['role.changed'],
      ui: roles,
    }),
    removeRole: command('DELETE /roles/{id}', {
      summary: 'Remove a role that nobody has',
      for: ['isp'],
      can: 'identity.role:write',
      in: Id,
      out: nothing(),
      emits: ['role.changed'],
      ui: roles,
    }),
    permissions: query('GET /permissions', {
      summary: 'The permission catalogue, generated from the operations',
      for: ['isp'],
      can: 'signed-in',
      in: z.object({}),
      out: many(PermissionInfo),
      ui: roles,
    }),
    listSessions: query('GET /sessions', {
      summary: 'Sessions of staff',
      for: ['isp'],
      can: 'identity.session:read',
      in: z.object({}),
      out: many(Session),
      ui: sessions,
    }),
    revokeSession: command('DELETE /sessions/{id}', {
      summary: 'End a session',
      for: ['isp'],
      can: 'identity.session:write',
      in: z.object({ id: z.string().min(1).max(100) }),
      out: nothing(),
      ui: sessions,
    }),
    switchTenant: command('POST /session/tenant', {
      summary: 'Go on in another provider one works for',
      for: ['isp'],
      can: 'signed-in',
      in: z.object({ tenantId: z.uuid() }),
      out: nothing(),
      ui: account,
    }),
    prepareTenant: command('POST /staff/tenant', {
      summary: 'Make the built-in roles of a new provider and await its first administrator',
      for: [],
      can: 'identity.user:write',
      in: z.object({
        email: staffEmail,
        name: z.string(),
        invitationHash: z.string().length(64),
        invitationExpiresAt: instant(),
      }),
      out: nothing(),
      emits: ['member.invited'],
      ui: { none: 'internal' },
    }),
    addMember: command('POST /staff/members', {
      summary: 'Add a member with a password, without an invitation',
      for: [],
      can: 'identity.user:write',
      in: z.object({
        email: staffEmail,
        name: z.string().trim().min(1).max(100),
        role: z.string().min(1).max(60),
        password,
        demo: z.boolean().default(false),
      }),
      out: one(Member),
      emits: ['member.changed'],
      ui: { none: 'internal' },
    }),
    ...vouching,
    recordSignIn: command('POST /staff/sign-ins', {
      summary: 'Put a sign-in, or a failed one, on record',
      for: [],
      can: 'identity.user:write',
      in: z.object({
        memberId: z.uuid(),
        outcome: z.enum(signInOutcomes),
        factor: z.enum(factors).nullable().default(null),
        newDevice: z.boolean().default(false),
        ipAddress: z.string().max(100),
      }),
      out: nothing(),
      ui: { none: 'internal' },
    }),
  },
});
