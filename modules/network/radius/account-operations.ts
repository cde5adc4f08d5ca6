import { z } from 'zod';
import { command, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, idList, Paging } from '#kernel/contract/fields.ts';
import { accountChange, accountInput, passwordInput } from './account-input.ts';
import {
  accountStates,
  CoaRequest,
  priorityClasses,
  RadiusAccount,
  RevealedPassword,
  restriction,
} from './resources.ts';

const person = '/dashboard/operations/customers/$id';
const listPage = '/dashboard/radius/subscribers';
const loginPage = '/dashboard/radius/subscribers/$id';
/** A line's speed, and where it comes from. */
const speed = {
  downloadKbps: z.int().positive(),
  uploadKbps: z.int().positive(),
  planId: z.uuid().nullable().default(null),
  bandwidthProfileId: z.uuid().nullable().default(null),
};
const internalStep = { for: [], can: 'network.radius:write', ui: { none: 'internal' } } as const;
const staff = { for: ['isp'], can: 'network.radius:write' } as const;

/** What can be asked of logins; part of the contract. */
export const accountOperations = {
  listAccounts: query('GET /radius/subscribers', {
    summary: 'List RADIUS logins',
    for: ['isp'],
    can: 'network.radius:read',
    in: Paging.extend({
      q: z.string().trim().max(100).optional().describe('In the user name, customer, address, circuit or remote id.'),
      state: z.enum(accountStates).optional(),
      priorityClass: z.enum(priorityClasses).optional(),
      online: z.stringbool().optional(),
      bound: z.stringbool().optional().describe('To a line or to devices.'),
      customerId: z.uuid().optional(),
    }),
    out: page(RadiusAccount),
    ui: [listPage, person],
  }),
  getAccount: query('GET /radius/subscribers/{id}', {
    summary: 'Fetch a RADIUS login',
    for: ['isp'],
    can: 'network.radius:read',
    in: Id,
    out: one(RadiusAccount),
    ui: loginPage,
  }),
  createAccount: command('POST /radius/subscribers/create', {
    ...internalStep,
    summary: 'Create a login, of a subscription or by itself',
    in: accountInput.extend({ planId: speed.planId, bandwidthProfileId: speed.bandwidthProfileId }),
    out: one(RadiusAccount),
    emits: ['radius.account-changed'],
  }),
  updateAccount: command('PATCH /radius/subscribers/{id}', {
    ...staff,
    summary: 'Change a login: addresses, VLANs, bindings, timeouts, sessions at once, priority',
    description:
      'A new speed reaches live sessions by CoA. Everything else holds from the next login on; with `disconnect` the live sessions are ended so that this is at once.',
    in: Id.extend(accountChange.shape).extend({ disconnect: z.boolean().optional() }),
    out: one(RadiusAccount),
    emits: ['radius.account-changed', 'radius.speed-changed', 'radius.disconnect-requested'],
    ui: loginPage,
  }),
  setPassword: command('POST /radius/subscribers/{id}/password', {
    ...staff,
    summary: 'Set a login’s password; one that was made is shown once',
    in: Id.extend({ password: passwordInput.optional().describe('Absent: one of 16 characters is made.') }),
    out: one(RadiusAccount),
    emits: ['radius.account-changed'],
    ui: loginPage,
  }),
  disableAccount: command('POST /radius/subscribers/{id}/disable', {
    ...staff,
    summary: 'Disable a login and disconnect its live sessions',
    in: Id.extend({ reason: z.string().trim().max(200).default('') }),
    out: one(RadiusAccount),
    emits: ['radius.account-changed', 'radius.disconnect-requested'],
    ui: loginPage,
  }),
  enableAccount: command('POST /radius/subscribers/{id}/enable', {
    ...staff,
    summary: 'Enable a disabled login; suspended stays suspended',
    in: Id,
    out: one(RadiusAccount),
    emits: ['radius.account-changed'],
    ui: loginPage,
  }),
  deleteAccount: command('DELETE /radius/subscribers/{id}', {
    ...staff,
    summary: 'Delete a login that no subscription owns, and disconnect its live sessions',
    in: Id,
    out: nothing(),
    emits: ['radius.account-removed', 'radius.disconnect-requested'],
    ui: loginPage,
  }),
  accountsOf: query('GET /radius/subscribers/of-customers', {
    summary: 'RADIUS logins of several customers',
    for: ['isp'],
    can: 'network.radius:read',
    in: z.object({ customerIds: idList() }),
    out: many(RadiusAccount),
    ui: { none: 'graph' },
  }),
  revealPassword: command('POST /radius/subscribers/{id}/reveal-password', {
    summary: 'Show a login’s password; recorded in the audit',
    for: ['isp'],
    can: 'network.radius-password:read',
    in: Id,
    out: one(RevealedPassword),
    ui: [person, loginPage],
  }),
  removeAccount: command('POST /radius/subscribers/remove', {
    ...internalStep,
    summary: 'Remove the login of a subscription and drop its session',
    in: z.object({ subscriptionId: z.uuid() }),
    out: nothing(),
    emits: ['radius.account-removed', 'radius.disconnect-requested'],
  }),
  setAccountState: command('POST /radius/subscribers/state', {
    ...internalStep,
    summary: 'Suspend or restore the login of a subscription',
    in: z.object({
      subscriptionId: z.uuid(),
      state: z.enum(['active', 'suspended']),
      rejectMessage: z.string().max(200).nullable().default(null),
    }),
    out: one(RadiusAccount),
    emits: ['radius.account-changed', 'radius.disconnect-requested'],
  }),
  setAccountSpeed: command('POST /radius/subscribers/speed', {
    ...internalStep,
    summary: 'Change the speed of a subscription’s login and of its live session',
    in: z.object({ subscriptionId: z.uuid(), ...speed }),
    out: one(RadiusAccount),
    emits: ['radius.account-changed', 'radius.speed-changed'],
  }),
  setAccountSpeeds: command('POST /radius/subscribers/speeds', {
    ...internalStep,
    summary: 'Change the speed of many subscriptions’ logins; answers the requests to make to their live sessions',
    in: z.object({
      subscriptionIds: z.array(z.uuid()).max(1000),
      ...speed,
      rolloutId: z.uuid(),
      reason: z.string(),
      toSessions: z.boolean().describe('False: live sessions keep their speed until the next login.'),
      force: z.boolean().default(false).describe('True: also sessions whose speed is not new are told it.'),
    }),
    out: many(CoaRequest),
    emits: ['radius.account-changed'],
  }),
  restrictAccount: command('POST /radius/subscribers/restrict', {
    ...internalStep,
    summary: 'Lay a restriction on the login of a subscription, or lift it; its live session follows',
    in: z.object({ subscriptionId: z.uuid(), restriction: restriction.nullable().default(null), reason: z.string() }),
    out: one(RadiusAccount),
    emits: ['radius.account-changed', 'radius.speed-changed', 'radius.disconnect-requested'],
  }),
};
