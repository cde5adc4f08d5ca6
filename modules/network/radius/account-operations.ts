import { z } from 'zod';
import { command, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, idList, Paging } from '#kernel/contract/fields.ts';
import { accountStates, RadiusAccount, RevealedPassword } from './resources.ts';

const person = '/dashboard/operations/customers/$id';
const internalStep = { for: [], can: 'network.radius:write', ui: { none: 'internal' } } as const;

/** What can be asked of logins; part of the contract. */
export const accountOperations = {
  listAccounts: query('GET /radius/subscribers', {
    summary: 'List RADIUS logins',
    for: ['isp'],
    can: 'network.radius:read',
    in: Paging.extend({
      q: z.string().trim().max(100).optional(),
      state: z.enum(accountStates).optional(),
      customerId: z.uuid().optional(),
    }),
    out: page(RadiusAccount),
    ui: person,
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
    ui: person,
  }),
  createAccount: command('POST /radius/subscribers', {
    ...internalStep,
    summary: 'Create the login of a subscription',
    in: z.object({
      username: z.string().regex(/^[^\s\p{C}]{3,64}$/u, 'Use 3 to 64 characters without spaces.'),
      password: z
        .string()
        .min(8, 'At least 8 characters.')
        .max(64)
        .optional()
        .describe('Absent: one of 16 characters is made.'),
      subscriptionId: z.uuid(),
      customerId: z.uuid(),
      downloadKbps: z.int().positive(),
      uploadKbps: z.int().positive(),
      framedIpAddress: z.ipv4('Give an IPv4 address.').nullable().default(null),
      delegatedIpv6Prefix: z.cidrv6('Give an IPv6 prefix, such as 2001:db8:100::/56.').nullable().default(null),
      sessionTimeoutSeconds: z.int().positive().nullable().default(null),
      idleTimeoutSeconds: z.int().positive().nullable().default(null),
    }),
    out: one(RadiusAccount),
    emits: ['radius.account-changed'],
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
      state: z.enum(accountStates),
      rejectMessage: z.string().max(200).nullable().default(null),
    }),
    out: one(RadiusAccount),
    emits: ['radius.account-changed', 'radius.disconnect-requested'],
  }),
  setAccountSpeed: command('POST /radius/subscribers/speed', {
    ...internalStep,
    summary: 'Change the speed of a subscription’s login and of its live session',
    in: z.object({ subscriptionId: z.uuid(), downloadKbps: z.int().positive(), uploadKbps: z.int().positive() }),
    out: one(RadiusAccount),
    emits: ['radius.account-changed', 'radius.speed-changed'],
  }),
};
