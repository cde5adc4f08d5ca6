import { z } from 'zod';
import { bindings, priorityClasses } from './resources.ts';

const kbps = z.int().positive().max(100_000_000, 'At most 100 Gbit/s.');
const seconds = z.int().min(60, 'At least 60 seconds.').max(31_536_000, 'At most a year.').nullable();
const vlan = z.int('A VLAN is 1 to 4094.').min(1, 'A VLAN is 1 to 4094.').max(4094, 'A VLAN is 1 to 4094.').nullable();
const pool = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,60}$/, 'Use the name of the pool as on the router, without spaces.')
  .nullable();
const lineId = z.string().trim().min(1, 'Leave it empty when the line is not bound.').max(200).nullable();
const prefix = (example: string) => z.cidrv6(`Give an IPv6 prefix, such as ${example}.`).nullable();

export const usernameInput = z.string().regex(/^[^\s\p{C}]{3,64}$/u, 'Use 3 to 64 characters without spaces.');
export const passwordInput = z.string().min(8, 'At least 8 characters.').max(64, 'At most 64 characters.');

/** What can be said of a login besides its name and password. */
export const accountFields = {
  downloadKbps: kbps,
  uploadKbps: kbps,
  framedIpAddress: z.ipv4('Give an IPv4 address.').nullable(),
  framedPool: pool,
  framedIpv6Prefix: prefix('2001:db8:1::/64'),
  framedIpv6Address: z.ipv6('Give an IPv6 address.').nullable(),
  framedIpv6Pool: pool,
  delegatedIpv6Prefix: prefix('2001:db8:100::/56'),
  delegatedIpv6PrefixPool: pool,
  sessionTimeoutSeconds: seconds,
  idleTimeoutSeconds: seconds,
  simultaneousUse: z.int().min(0).max(64, 'At most 64; 0 is without limit.'),
  circuitId: lineId,
  remoteId: lineId,
  lineBinding: z.enum(bindings).nullable(),
  macAddresses: z.array(z.string().trim().min(1).max(64)).max(16, 'At most 16 devices.'),
  macBinding: z.enum(bindings).nullable(),
  serviceVlan: vlan,
  customerVlan: vlan,
  priorityClass: z.enum(priorityClasses),
  note: z.string().trim().max(500),
};

export const accountInput = z.object({
  ...accountFields,
  username: usernameInput,
  password: passwordInput.optional().describe('Absent: one of 16 characters is made and shown once.'),
  subscriptionId: z.uuid().nullable().default(null),
  customerId: z.uuid().nullable().default(null),
  framedIpAddress: accountFields.framedIpAddress.default(null),
  framedPool: pool.default(null),
  framedIpv6Prefix: accountFields.framedIpv6Prefix.default(null),
  framedIpv6Address: accountFields.framedIpv6Address.default(null),
  framedIpv6Pool: pool.default(null),
  delegatedIpv6Prefix: accountFields.delegatedIpv6Prefix.default(null),
  delegatedIpv6PrefixPool: pool.default(null),
  sessionTimeoutSeconds: seconds.default(null),
  idleTimeoutSeconds: seconds.default(null),
  simultaneousUse: accountFields.simultaneousUse.default(1),
  circuitId: lineId.default(null),
  remoteId: lineId.default(null),
  lineBinding: accountFields.lineBinding.default(null),
  macAddresses: accountFields.macAddresses.default([]),
  macBinding: accountFields.macBinding.default(null),
  serviceVlan: vlan.default(null),
  customerVlan: vlan.default(null),
  priorityClass: accountFields.priorityClass.default('standard'),
  note: accountFields.note.default(''),
});
/** Without defaults: what is not named stays as it is. */
export const accountChange = z.object(accountFields).partial();
