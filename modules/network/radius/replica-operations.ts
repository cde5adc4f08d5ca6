import { z } from 'zod';
import { many, query } from '#kernel/contract/contract.ts';
import { internal, open, personal, resource, secret } from '#kernel/contract/fields.ts';
import { accountStates, nasVendors } from './resources.ts';

const internalStep = { for: [], can: 'network.radius:read', ui: { none: 'internal' } } as const;

/** What the engine would answer a login, on each make of NAS: for a second RADIUS server that shall say the same. */
export const LoginAnswer = resource('LoginAnswer', {
  id: open(z.uuid()),
  username: personal('subscriber', z.string()),
  state: open(z.enum(accountStates)),
  /** Absent where only a hash of it is kept. */
  password: secret(z.string()),
  answers: internal(
    z.array(
      z.object({
        vendor: z.enum(nasVendors),
        accepted: z.boolean(),
        /** Attributes as they go on the wire, in hexadecimal. */
        octets: z.string(),
      }),
    ),
  ),
});
export const NasSecret = resource('NasSecret', { id: open(z.uuid()), sharedSecret: secret(z.string()) });

/** What a second RADIUS server is told; part of the contract. */
export const replicaOperations = {
  answers: query('GET /radius/answers', {
    ...internalStep,
    summary: 'What the engine answers these logins, or the next after one',
    in: z.object({
      accountIds: z.array(z.uuid()).max(1000).optional(),
      after: z.uuid().optional(),
      limit: z.int().min(1).max(1000).default(200),
    }),
    out: many(LoginAnswer),
  }),
  nasSecrets: query('GET /radius/nas-secrets', {
    ...internalStep,
    summary: 'The shared secrets of these NAS devices, or of all',
    in: z.object({ nasIds: z.array(z.uuid()).max(1000).optional() }),
    out: many(NasSecret),
  }),
};
