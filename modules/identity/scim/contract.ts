import { z } from 'zod';
import { command, contract, many, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, once, open, personal, resource } from '#kernel/contract/fields.ts';

export const ScimToken = resource('ScimToken', {
  id: open(z.uuid()),
  name: open(z.string()),
  roleId: open(z.uuid()),
  createdBy: personal('staff', z.string()),
  createdAt: open(instant()),
  lastUsedAt: open(instant().nullable()),
  /** Shown once. */
  token: once(z.string()),
});
export const ScimUser = resource('ScimUser', {
  memberId: internal(z.uuid()),
  externalId: internal(z.string().nullable()),
  isDeleted: internal(z.boolean()),
});

const at = '/dashboard/security-access/sign-in-providers';
const inside = { for: [], can: 'identity.provider:use', ui: { none: 'internal' } } as const;

export const scim = contract({
  name: 'scim',
  title: 'Directory provisioning (SCIM 2.0)',
  operations: {
    listTokens: query('GET /scim-tokens', {
      summary: 'Tokens with which a directory may manage colleagues',
      for: ['isp'],
      can: 'identity.provider:read',
      in: z.object({}),
      out: many(ScimToken),
      ui: at,
    }),
    createToken: command('POST /scim-tokens', {
      summary: 'Let a directory manage colleagues; the token is shown once',
      description: 'Only administrators can: the directory may then give any role that they could give.',
      for: ['isp'],
      can: 'identity.provider:write',
      in: z.object({
        name: z.string().trim().min(1, 'A name is needed.').max(100),
        roleId: z.uuid().describe('Role of people whom the directory puts into no group.'),
      }),
      out: one(ScimToken),
      ui: at,
    }),
    revokeToken: command('DELETE /scim-tokens/{id}', {
      summary: 'Revoke a token of a directory; the colleagues stay',
      for: ['isp'],
      can: 'identity.provider:write',
      in: Id,
      out: nothing(),
      ui: at,
    }),
    users: query('GET /scim-users', {
      ...inside,
      summary: 'What directories say of colleagues',
      in: z.object({}),
      out: many(ScimUser),
    }),
    noteUser: command('PUT /scim-users', {
      ...inside,
      summary: 'Keep what a directory says of a colleague',
      in: z.object({
        memberId: z.uuid(),
        externalId: z.string().max(300).nullish(),
        isDeleted: z.boolean().optional(),
      }),
      out: nothing(),
    }),
  },
});
