import { z } from 'zod';
import { command, contract, one } from '#kernel/contract/contract.ts';
import { accountFields, accountInput, RadiusAccount } from '#modules/network/radius/contract.ts';

export const loginInput = accountInput.extend({
  subscriptionId: z.uuid().nullable().default(null).describe('Its customer and speed are taken from it.'),
  downloadKbps: accountFields.downloadKbps.optional().describe('Needed without a subscription.'),
  uploadKbps: accountFields.uploadKbps.optional().describe('Needed without a subscription.'),
});

/** Logins made by hand. It stands above subscriptions and RADIUS, which know each other in one direction only. */
export const radiusLogins = contract({
  name: 'radius-logins',
  title: 'RADIUS',
  operations: {
    create: command('POST /radius/subscribers', {
      summary: 'Create a login by hand, of a subscription or by itself; a password that was made is shown once',
      for: ['isp'],
      can: 'network.radius:write',
      in: loginInput,
      out: one(RadiusAccount),
      ui: '/dashboard/radius/subscribers/new',
    }),
  },
});
