import { z } from 'zod';
import { command, one, query } from '#kernel/contract/contract.ts';
import { bindings, passwordKeepings, RadiusPolicy, simultaneousUsePolicies, suspendedAccesses } from './resources.ts';

const page = '/dashboard/radius/policy';
const kbps = z.int().min(8, 'At least 8 kbit/s.').max(10_000_000);

/** Without defaults: what is not named stays as it is. */
export const policyChange = z
  .object({
    passwordKeeping: z.enum(passwordKeepings),
    suspendedAccess: z.enum(suspendedAccesses),
    gardenDownloadKbps: kbps,
    gardenUploadKbps: kbps,
    gardenName: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{1,60}$/, 'Use 1 to 60 letters, digits or signs without spaces, as on the router.'),
    gardenRedirectUrl: z
      .url({ protocol: /^https?$/, error: 'Give an address such as https://pay.example.net/.' })
      .max(200)
      .nullable(),
    gardenSessionSeconds: z.int().min(60, 'At least 60 seconds.').max(86_400, 'At most a day.'),
    lineBinding: z.enum(bindings),
    macBinding: z.enum(bindings),
    simultaneousUse: z.enum(simultaneousUsePolicies),
    ghostAfterInterims: z.int().min(2, 'At least 2: one report may be lost.').max(20),
  })
  .partial();

/** How logins are judged; part of the contract. */
export const policyOperations = {
  getPolicy: query('GET /radius/policy', {
    summary: 'How logins are judged: passwords, bindings, simultaneous use, suspended subscribers',
    for: ['isp'],
    can: 'network.radius:read',
    in: z.object({}),
    out: one(RadiusPolicy),
    ui: page,
  }),
  updatePolicy: command('PATCH /radius/policy', {
    summary: 'Change how logins are judged; holds from the next login on',
    for: ['isp'],
    can: 'network.radius-policy:write',
    in: policyChange,
    out: one(RadiusPolicy),
    emits: ['radius.policy-changed'],
    ui: page,
  }),
  rekeepPasswords: command('POST /radius/policy/rekeep', {
    summary: 'Replace readable passwords by their salted hash, a portion at a time',
    for: [],
    can: 'network.radius-policy:write',
    in: z.object({ limit: z.int().min(1).max(500) }),
    out: one(RadiusPolicy),
    emits: ['radius.account-changed'],
    ui: { none: 'internal' },
  }),
};
