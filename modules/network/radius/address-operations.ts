import { z } from 'zod';
import { command, many, query } from '#kernel/contract/contract.ts';
import { open, personal, resource } from '#kernel/contract/fields.ts';

/** A login as the address registry sees it. */
export const LineLogin = resource('LineLogin', {
  accountId: open(z.uuid()),
  username: personal('subscriber', z.string()),
  subscriptionId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
  state: open(z.enum(['active', 'suspended', 'disabled'])),
  framedIpAddress: personal('subscriber', z.string().nullable()),
  framedIpv6Address: personal('subscriber', z.string().nullable()),
  delegatedIpv6Prefix: personal('subscriber', z.string().nullable()),
  online: open(z.boolean()),
});
/** Who uses an address: a login that carries it, or a live session that has it. */
export const AddressUse = resource('AddressUse', {
  address: personal('subscriber', z.string()),
  kind: open(z.enum(['login', 'session'])),
  username: personal('subscriber', z.string()),
  subscriptionId: open(z.uuid().nullable()),
  nasName: open(z.string().nullable()),
});

const internalStep = { for: [], can: 'network.radius:write', ui: { none: 'internal' } } as const;
const most = 2000;
const ids = z.array(z.uuid()).max(most).optional();

/** What the address registry asks of logins, and tells them: a reservation is the truth, the login follows. */
export const addressOperations = {
  lineLogins: query('GET /radius/line-logins', {
    ...internalStep,
    summary: 'Logins by id, subscription or user name, with the addresses they carry',
    in: z.object({
      accountIds: ids,
      subscriptionIds: ids,
      usernames: z.array(z.string().max(64)).max(most).optional(),
    }),
    out: many(LineLogin),
  }),
  addressUses: query('GET /radius/address-uses', {
    ...internalStep,
    summary: 'Logins that carry one of these addresses or prefixes, and live sessions that have one',
    in: z.object({ addresses: z.array(z.string().max(50)).max(most) }),
    out: many(AddressUse),
  }),
  setAddresses: command('POST /radius/subscribers/addresses', {
    ...internalStep,
    summary: 'Change the addresses of a subscription’s login; a live session with another one is ended',
    in: z.object({
      subscriptionId: z.uuid(),
      framedIpAddress: z.ipv4().nullable().optional().describe('Absent: stays as it is.'),
      framedIpv6Address: z.ipv6().nullable().optional().describe('Absent: stays as it is.'),
      delegatedIpv6Prefix: z.cidrv6().nullable().optional().describe('Absent: stays as it is.'),
      reason: z.string().max(200),
    }),
    out: many(LineLogin),
    emits: ['radius.account-changed', 'radius.disconnect-requested'],
  }),
};
