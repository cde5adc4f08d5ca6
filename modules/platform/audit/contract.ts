import { z } from 'zod';
import { command, contract, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
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
/** An entry of a provider's trail as the platform's staff see it: who of the staff did what, never to whom. */
export const TrailEntry = resource('TrailEntry', {
  id: open(z.uuid()),
  providerId: open(z.uuid()),
  providerName: open(z.string()),
  at: open(instant()),
  door: open(z.string()),
  actorKind: open(z.string()),
  /** Empty when it was a subscriber. */
  actorName: personal('staff', z.string()),
  operation: open(z.string()),
  outcome: open(z.string()),
  subjectType: open(z.string().nullable()),
  subjectId: open(z.uuid().nullable()),
  requestId: open(z.string()),
});
/** What the last check of a provider's chain said. */
export const ChainCheck = resource('ChainCheck', {
  providerId: open(z.uuid()),
  providerName: open(z.string()),
  checkedAt: open(instant().nullable()),
  sealed: open(z.int()),
  unsealed: open(z.int()),
  intact: open(z.boolean()),
  brokenAt: open(z.int().nullable()),
  problem: open(z.string().nullable()),
  head: open(z.string().nullable()),
});
const at = '/dashboard/security-access/audit';
const ofProviders = '/dashboard/platform-admin/audit';
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
  actor: z.string().trim().max(100).optional().describe('Part of the name of who did it.'),
  from: instant().optional().describe('Not before.'),
  to: instant().optional().describe('Before.'),
});

export const audit = contract({
  name: 'audit',
  title: 'Audit',
  events: {
    'audit.check-asked': { providerId: open(z.uuid()) },
    'audit.checked': { intact: open(z.boolean()) },
  },
  realtime: {
    'audit-checks': { events: ['audit.check-asked', 'audit.checked'], for: ['platform'], can: 'platform.audit:read' },
  },
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
    trail: query('GET /audit/providers', {
      summary: 'What staff of the providers did, newest first, without what it was about',
      for: ['platform'],
      can: 'platform.audit:read',
      in: auditFilters.omit({ subjectIds: true }).extend({ providerId: z.uuid().optional() }),
      out: page(TrailEntry),
      ui: [ofProviders, '/dashboard/platform-admin/tenants/$id'],
    }),
    checks: query('GET /audit/checks', {
      summary: 'What the last check of each provider’s chain said',
      for: ['platform'],
      can: 'platform.audit:read',
      in: z.object({}),
      out: many(ChainCheck),
      ui: ofProviders,
    }),
    checkProviders: command('POST /audit/checks', {
      summary: 'Check the hash chain of a provider’s trail, or of all',
      for: ['platform'],
      can: 'platform.audit:read',
      in: z.object({ providerId: z.uuid().optional() }),
      out: nothing(),
      emits: ['audit.check-asked'],
      perMinute: 6,
      ui: ofProviders,
    }),
    keepCheck: command('POST /audit/checks/keep', {
      summary: 'Check this provider’s chain and keep what it says',
      for: [],
      can: 'platform.audit:read',
      in: z.object({}),
      out: one(ChainState),
      emits: ['audit.checked'],
      ui: { none: 'internal' },
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
