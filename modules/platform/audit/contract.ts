import { z } from 'zod';
import { contract, one, page, query } from '#kernel/contract/contract.ts';
import { instant, internal, open, Paging, personal, resource } from '#kernel/contract/fields.ts';

export const AuditEntry = resource('AuditEntry', {
  id: open(z.uuid()),
  at: open(instant()),
  door: open(z.string()),
  actorKind: open(z.string()),
  actorName: internal(z.string()),
  operation: open(z.string()),
  /** `ok`, or the code of the refusal. */
  outcome: open(z.string()),
  subjectType: open(z.string().nullable()),
  subjectId: open(z.uuid().nullable()),
  requestId: open(z.string()),
  ipAddress: internal(z.string().nullable()),
  /** The support access or portal visit it was done in. */
  visitId: open(z.uuid().nullable()),
  /** The subscriber whose place the actor took. */
  onBehalfOf: personal('subscriber', z.string().nullable()),
  input: internal(z.unknown()),
  before: internal(z.unknown()),
  after: internal(z.unknown()),
});
export const ChainState = resource('ChainState', {
  sealed: open(z.int()),
  unsealed: open(z.int()),
  intact: open(z.boolean()),
  /** The first link that does not hold. */
  brokenAt: open(z.int().nullable()),
  /** What is wrong there. */
  problem: open(z.string().nullable()),
  /** Hash of the last link that holds. */
  head: open(z.string().nullable()),
  checkedAt: open(instant()),
});
const at = '/dashboard/security-access/audit';
export const auditFilters = Paging.extend({
  operation: z.string().max(100).optional(),
  outcome: z.string().max(40).optional().describe('`ok`, `refused`, or the code of a refusal.'),
  subjectId: z.uuid().optional(),
  subjectIds: z
    .string()
    .transform((ids) => ids.split(','))
    .pipe(z.array(z.uuid()).max(200))
    .optional()
    .describe('Entries about any of these records: ids with commas between them.'),
  q: z.string().trim().max(100).optional(),
});

export const audit = contract({
  name: 'audit',
  title: 'Audit',
  operations: {
    list: query('GET /audit', {
      summary: 'The audit trail, newest first',
      for: ['isp'],
      can: 'platform.audit:read',
      in: auditFilters,
      out: page(AuditEntry),
      ui: [at, '/dashboard/operations/customers/$id'],
    }),
    verify: query('GET /audit/verify', {
      summary: 'Check the hash chain of the audit trail',
      for: ['isp'],
      can: 'platform.audit:read',
      in: z.object({}),
      out: one(ChainState),
      perMinute: 6,
      ui: at,
    }),
    verifyPlatform: query('GET /audit/verify', {
      summary: 'Check the hash chain of the platform’s audit trail',
      for: ['platform'],
      can: 'platform.audit:read',
      in: z.object({}),
      out: one(ChainState),
      perMinute: 6,
      ui: '/dashboard/platform-admin/audit',
    }),
    listPlatform: query('GET /audit', {
      summary: 'The platform’s own audit trail',
      for: ['platform'],
      can: 'platform.audit:read',
      in: auditFilters,
      out: page(AuditEntry),
      ui: '/dashboard/platform-admin/audit',
    }),
  },
});
