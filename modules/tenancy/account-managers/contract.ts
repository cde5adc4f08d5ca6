import { z } from 'zod';
import { command, contract, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, open, personal, resource } from '#kernel/contract/fields.ts';
import { signInOutcomes } from '#modules/identity/sign-ins/contract.ts';
import { CurrentSession, Invitation } from '#modules/identity/staff/contract.ts';

export const managerRoles = ['owner', 'billing', 'viewer'] as const;
export const managerStatuses = ['invited', 'active', 'disabled'] as const;
/** What an account manager can be told by mail. */
export const noticeTopics = ['tickets', 'billing', 'announcements'] as const;

/** A person of an ISP who deals with DotMac: plan, bills, tickets. No member of the ISP's staff by that. */
export const AccountManager = resource('AccountManager', {
  id: open(z.uuid()),
  name: personal('staff', z.string()),
  email: personal('staff', z.string()),
  role: open(z.enum(managerRoles)),
  status: open(z.enum(managerStatuses)),
  twoFactor: open(z.boolean()),
  lastSignInAt: open(instant().nullable()),
  createdAt: open(instant()),
});
export const NoticeChoice = resource('NoticeChoice', { notices: open(z.array(z.enum(noticeTopics))) });

const users = '/tenant-portal/users';
const settings = '/tenant-portal/settings';
const entrance = '/tenant-portal/accept-invitation';
const atIsp = '/dashboard/security-access/account-managers';
const email = z.email('This is not an e-mail address.').toLowerCase().max(254);
const name = z.string().trim().min(1, 'A name is needed.').max(100);
const password = z.string().min(12, 'At least 12 characters.').max(128);
const role = z.enum(managerRoles);
const token = z.string().min(20).max(200);
const about = { managerId: open(z.uuid()) };
const read = { for: ['tenant', 'isp'], can: 'account.manager:read', ui: [users, atIsp] } as const;
const write = { for: ['tenant', 'isp'], can: 'account.manager:write', ui: [users, atIsp] } as const;
const mine = { for: ['tenant'], can: 'signed-in' } as const;
const inside = { for: [], can: 'account.manager:write', ui: { none: 'internal' } } as const;

export const accountManagers = contract({
  name: 'account-managers',
  title: 'Account managers',
  events: {
    'account-manager.invited': { ...about, email: personal('staff', z.string()) },
    'account-manager.changed': about,
  },
  realtime: {
    'account-managers': {
      events: ['account-manager.invited', 'account-manager.changed'],
      for: ['tenant', 'isp'],
      can: 'account.manager:read',
    },
  },
  operations: {
    session: query('GET /session', {
      ...mine,
      summary: 'Who I am at the tenant portal, and what I may do there',
      in: z.object({}),
      out: one(CurrentSession),
      ui: { none: 'shell' },
    }),
    switchTenant: command('POST /session/tenant', {
      ...mine,
      summary: 'Go on in the portal of another provider one deals for',
      in: z.object({ tenantId: z.uuid() }),
      out: nothing(),
      ui: { none: 'shell' },
    }),
    invitation: query('GET /invitations', {
      for: ['tenant'],
      can: 'anyone',
      summary: 'What an invitation to the tenant portal offers',
      in: z.object({ token }),
      out: one(Invitation),
      perMinute: 30,
      ui: entrance,
    }),
    acceptInvitation: command('POST /invitations/accept', {
      for: ['tenant'],
      can: 'anyone',
      summary: 'Set a password and enter the tenant portal',
      in: z.object({ token, name, password }),
      out: nothing(),
      emits: ['account-manager.changed'],
      perMinute: 10,
      ui: entrance,
    }),
    list: query('GET /account-managers', {
      ...read,
      summary: 'People who deal with DotMac for this provider',
      in: z.object({}),
      out: many(AccountManager),
    }),
    invite: command('POST /account-managers', {
      ...write,
      summary: 'Invite an account manager; the mail carries a link valid for 7 days',
      in: z.object({ email, name, role }),
      out: one(AccountManager),
      emits: ['account-manager.invited'],
    }),
    resendInvitation: command('POST /account-managers/{id}/invitation', {
      ...write,
      summary: 'Send an account manager’s invitation again; the earlier link ends',
      in: Id,
      out: one(AccountManager),
      emits: ['account-manager.invited'],
    }),
    setRole: command('PUT /account-managers/{id}/role', {
      ...write,
      summary: 'Make an account manager owner, billing or viewer; one owner always stays',
      in: Id.extend({ role }),
      out: one(AccountManager),
      emits: ['account-manager.changed'],
    }),
    disable: command('POST /account-managers/{id}/disable', {
      ...write,
      summary: 'Lock an account manager out of the tenant portal and end their sessions',
      in: Id,
      out: one(AccountManager),
      emits: ['account-manager.changed'],
    }),
    enable: command('POST /account-managers/{id}/enable', {
      ...write,
      summary: 'Let an account manager in again',
      in: Id,
      out: one(AccountManager),
      emits: ['account-manager.changed'],
    }),
    notices: query('GET /me/notices', {
      ...mine,
      summary: 'What I am told by mail',
      in: z.object({}),
      out: one(NoticeChoice),
      ui: settings,
    }),
    setNotices: command('PUT /me/notices', {
      ...mine,
      summary: 'Choose what I am told by mail',
      in: z.object({ notices: z.array(z.enum(noticeTopics)).max(noticeTopics.length) }),
      out: one(NoticeChoice),
      ui: settings,
    }),
    recipients: query('GET /account-managers/recipients', {
      ...inside,
      summary: 'Account managers of a provider who want mails about something',
      in: z.object({ tenantId: z.uuid(), topic: z.enum(noticeTopics) }),
      out: many(AccountManager),
    }),
    prepareTenant: command('POST /account-managers/first', {
      ...inside,
      summary: 'Invite the first owner of a new provider’s account',
      in: z.object({ email, name }),
      out: nothing(),
      emits: ['account-manager.invited'],
    }),
    addManager: command('POST /account-managers/members', {
      ...inside,
      summary: 'Add an account manager with a password, without an invitation',
      in: z.object({ email, name, role, password, demo: z.boolean().default(false) }),
      out: one(AccountManager),
      emits: ['account-manager.changed'],
    }),
    recordSignIn: command('POST /account-managers/sign-ins', {
      ...inside,
      summary: 'Put a sign-in to the tenant portal, or a failed one, on record',
      in: z.object({ managerId: z.uuid(), outcome: z.enum(signInOutcomes), ipAddress: z.string().max(100) }),
      out: nothing(),
    }),
  },
});
