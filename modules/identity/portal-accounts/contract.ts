import { z } from 'zod';
import { command, contract, nothing, one, query } from '#kernel/contract/contract.ts';
import { instant, once, open, personal, resource } from '#kernel/contract/fields.ts';

/** A subscriber's way into the customer portal. */
export const PortalAccount = resource('PortalAccount', {
  customerId: open(z.uuid()),
  /** The customer's number; always works to sign in with. */
  number: open(z.string()),
  /** Proven by its owner; signs in, too. */
  email: personal('subscriber', z.string().nullable()),
  name: personal('subscriber', z.string()),
  enabled: open(z.boolean()),
  lastSignInAt: open(instant().nullable()),
  /** Shown in the answer that made or replaced it, to be told to the subscriber. */
  password: once(z.string()),
});

const Customer = z.object({ customerId: z.uuid() });
const at = '/dashboard/operations/customers/$id';
const about = { customerId: open(z.uuid()) };

export const portalAccounts = contract({
  name: 'portal-accounts',
  title: 'Portal accounts',
  events: { 'portal-account.changed': about },
  operations: {
    get: query('GET /customers/{customerId}/portal-account', {
      summary: 'A subscriber’s portal account',
      for: ['isp'],
      can: 'customers.customer:read',
      in: Customer,
      out: one(PortalAccount),
      ui: at,
    }),
    open: command('POST /customers/{customerId}/portal-account', {
      summary: 'Give a subscriber a portal account, or a new password for it; the password is shown once',
      for: ['isp'],
      can: 'customers.portal:write',
      in: Customer.extend({
        password: z.string().min(12, 'At least 12 characters.').max(128).optional(),
        demo: z.boolean().default(false),
      }),
      out: one(PortalAccount),
      emits: ['portal-account.changed'],
      ui: at,
    }),
    close: command('DELETE /customers/{customerId}/portal-account', {
      summary: 'Shut a subscriber out of the portal',
      for: ['isp'],
      can: 'customers.portal:write',
      in: Customer,
      out: nothing(),
      emits: ['portal-account.changed'],
      ui: at,
    }),
  },
});
