import { z } from 'zod';
import { command, contract, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, once, open, personal, resource, secret } from '#kernel/contract/fields.ts';

export const ApiKey = resource('ApiKey', {
  id: open(z.uuid()),
  name: open(z.string()),
  /** First characters, to recognise it by. */
  prefix: open(z.string()),
  hash: secret(z.string()),
  /** The whole key; only in the answer that made it. */
  key: once(z.string()),
  permissions: open(z.array(z.string())),
  createdBy: personal('staff', z.string()),
  createdAt: open(instant()),
  expiresAt: open(instant().nullable()),
  lastUsedAt: open(instant().nullable()),
  revokedAt: open(instant().nullable()),
});
const at = '/dashboard/security-access/api-keys';

export const apiKeys = contract({
  name: 'api-keys',
  title: 'API keys',
  events: { 'api-key.changed': { apiKeyId: open(z.uuid()) } },
  operations: {
    list: query('GET /api-keys', {
      summary: 'List API keys',
      for: ['isp'],
      can: 'identity.api-key:read',
      in: z.object({}),
      out: many(ApiKey),
      ui: at,
    }),
    create: command('POST /api-keys', {
      summary: 'Create an API key; it is shown once',
      description:
        'A key can do what its permissions say and nothing more; nobody can give a key what they do not hold.',
      for: ['isp'],
      can: 'identity.api-key:write',
      in: z.object({
        name: z.string().trim().min(1, 'A name is needed.').max(100),
        permissions: z.array(z.string().min(1).max(100)).min(1, 'Give at least one permission.').max(200),
        expiresInDays: z.int().min(1).max(3650).nullish(),
      }),
      out: one(ApiKey),
      emits: ['api-key.changed'],
      ui: at,
    }),
    rotate: command('POST /api-keys/{id}/rotate', {
      summary: 'Give an API key a successor; the old one goes on for the hours given, then ends',
      description:
        'The successor has its name and permissions, and as long to live as the old one was given. Nobody gives a key what they do not hold, so whoever rotates must hold what it may.',
      for: ['isp'],
      can: 'identity.api-key:write',
      in: Id.extend({ graceHours: z.int().min(0).max(168).default(24) }),
      out: one(ApiKey),
      emits: ['api-key.changed'],
      ui: at,
    }),
    revoke: command('DELETE /api-keys/{id}', {
      summary: 'Revoke an API key at once',
      for: ['isp'],
      can: 'identity.api-key:write',
      in: Id,
      out: nothing(),
      emits: ['api-key.changed'],
      ui: at,
    }),
  },
});
