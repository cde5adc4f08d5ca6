import { z } from 'zod';
import { command, many, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, open, personal, resource } from '#kernel/contract/fields.ts';

const effect = z.enum(['allow', 'deny']);
export const permissionEntry = z
  .string()
  .regex(/^(\*|[a-z-]+\.(\*|[a-z-]+:(\*|[a-z-]+)))$/, 'Use a permission such as customers.customer:read, or area.*.');

/** What a member may do, and all that says so. */
export const MemberAccess = resource('MemberAccess', {
  memberId: open(z.uuid()),
  /** Holds everything, by what does not end by itself. */
  administrator: open(z.boolean()),
  /** What they may do now, roles, grants and denials taken together. */
  permissions: open(z.array(z.string())),
  roles: open(
    z.array(z.object({ roleId: z.uuid(), name: z.string(), expiresAt: instant().nullable(), binds: z.boolean() })),
  ),
  overrides: personal(
    'staff',
    z.array(
      z.object({
        id: z.uuid(),
        effect,
        permission: z.string(),
        reason: z.string(),
        expiresAt: instant().nullable(),
        givenBy: z.string(),
        createdAt: instant(),
        binds: z.boolean(),
      }),
    ),
  ),
});
/** Why a member may do something, or may not. */
export const AccessExplanation = resource('AccessExplanation', {
  memberId: open(z.uuid()),
  memberName: personal('staff', z.string()),
  permission: open(z.string()),
  allowed: open(z.boolean()),
  verdict: personal('staff', z.string()),
  steps: personal(
    'staff',
    z.array(
      z.object({
        kind: z.enum(['role', 'allow', 'deny']),
        name: z.string(),
        /** The entry that is about the permission; null: this role does not give it. */
        entry: z.string().nullable(),
        binds: z.boolean(),
        expiresAt: instant().nullable(),
        reason: z.string().nullable(),
        by: z.string().nullable(),
      }),
    ),
  ),
  operations: open(z.array(z.object({ key: z.string(), summary: z.string() }))),
});
export const Holder = resource('Holder', {
  id: open(z.uuid()),
  name: personal('staff', z.string()),
  email: personal('staff', z.string()),
});

const users = '/dashboard/security-access/users';

export const accessOperations = {
  access: query('GET /users/{id}/access', {
    summary: 'What a colleague may do: roles, grants, denials and when they end',
    for: ['isp'],
    can: 'identity.user:read',
    in: Id,
    out: one(MemberAccess),
    ui: users,
  }),
  explain: query('GET /users/{id}/access/explanation', {
    summary: 'Why a colleague may do something, or may not',
    for: ['isp'],
    can: 'identity.user:read',
    in: Id.extend({ permission: z.string().min(3).max(100) }),
    out: one(AccessExplanation),
    ui: users,
  }),
  setOverride: command('PUT /users/{id}/overrides', {
    summary: 'Grant a colleague a permission beside their roles, or deny it in spite of them',
    description:
      'A denial wins over every role and grant. What has an end stops to bind at that moment. Nobody gives or takes what they do not hold.',
    for: ['isp'],
    can: 'identity.user:write',
    in: Id.extend({
      effect,
      permission: permissionEntry,
      reason: z.string().trim().min(3, 'Say why.').max(300),
      expiresAt: instant().nullable().default(null).describe('Null: until it is lifted.'),
    }),
    out: one(MemberAccess),
    emits: ['member.changed'],
    ui: users,
  }),
  liftOverride: command('DELETE /users/{id}/overrides/{overrideId}', {
    summary: 'Lift a grant or a denial of a colleague',
    for: ['isp'],
    can: 'identity.user:write',
    in: Id.extend({ overrideId: z.uuid() }),
    out: one(MemberAccess),
    emits: ['member.changed'],
    ui: users,
  }),
  listNames: query('GET /staff/names', {
    summary: 'Everybody who works here, by name',
    for: [],
    can: 'identity.user:read',
    in: z.object({}),
    out: many(Holder),
    ui: { none: 'internal' },
  }),
  holders: query('GET /staff/holders', {
    summary: 'Who may do something now',
    for: [],
    can: 'identity.user:read',
    in: z.object({ permission: z.string() }),
    out: many(Holder),
    ui: { none: 'internal' },
  }),
};
