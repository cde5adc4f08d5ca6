import { z } from 'zod';
import { command, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, internal, open, resource } from '#kernel/contract/fields.ts';

/** Who may enter without a password. */
export const Vouched = resource('Vouched', { memberId: open(z.uuid()), userId: internal(z.string()) });

/** What sign-in providers and directories do to colleagues; no door offers it. */
export const vouching = {
  assertMayGive: query('GET /roles/may-give', {
    summary: 'Refuse roles that the caller could not give to anybody',
    for: [],
    can: 'identity.user:write',
    in: z.object({ roleIds: z.array(z.uuid()).min(1).max(50) }),
    out: nothing(),
    ui: { none: 'internal' },
  }),
  vouched: command('POST /users/vouched', {
    summary: 'The colleague with an address that a sign-in provider vouches for, made if that is wanted',
    for: [],
    can: 'identity.user:write',
    in: z.object({
      memberId: z.uuid().nullable().describe('Who it was before; the address may have changed since.'),
      email: z.email('This is not an e-mail address.').toLowerCase().max(254),
      name: z.string().max(200),
      roleId: z.uuid().nullable().describe('For one who is no colleague yet; null: refused.'),
    }),
    out: one(Vouched),
    emits: ['member.changed'],
    ui: { none: 'internal' },
  }),
  rename: command('PATCH /users/{id}/name', {
    summary: 'Call a colleague as their directory does',
    for: [],
    can: 'identity.user:write',
    in: Id.extend({ name: z.string().trim().min(1).max(100) }),
    out: nothing(),
    emits: ['member.changed'],
    ui: { none: 'internal' },
  }),
};
