import { z } from 'zod';
import { command, contract, file, nothing, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, personal, resource } from '#kernel/contract/fields.ts';

export const closureStates = ['none', 'exporting', 'closed', 'reopened', 'erased'] as const;
/** The end of a provider: its data is written out, then it is closed, then it is deleted unless somebody takes it back. */
export const Closure = resource('Closure', {
  providerId: open(z.uuid()),
  state: open(z.enum(closureStates)),
  reason: internal(z.string().nullable()),
  begunAt: open(instant().nullable()),
  begunBy: personal('staff', z.string().nullable()),
  closedAt: open(instant().nullable()),
  /** From then on its data is deleted. */
  eraseAfter: open(instant().nullable()),
  erasedAt: open(instant().nullable()),
  /** Whom the link to the export went to. */
  mailTo: personal('staff', z.string().nullable()),
  exportRows: open(z.int()),
  exportFiles: open(z.int()),
  exportBytes: open(z.number()),
});
/** What a link to an export leads to. */
export const ExportOffer = resource('ExportOffer', {
  providerName: open(z.string()),
  sizeBytes: open(z.number()),
  rows: open(z.int()),
  files: open(z.int()),
  madeAt: open(instant()),
  expiresAt: open(instant()),
  eraseAfter: open(instant()),
});

const page = '/dashboard/platform-admin/tenants/$id';
const ours = { for: ['platform'], can: 'platform.tenant:close', ui: page } as const;
const Token = z.object({ token: z.string().max(200) });
const about = { tenantId: open(z.uuid()) };
const size = { rows: open(z.int()), files: open(z.int()), sizeBytes: open(z.number()) };

export const closure = contract({
  name: 'closure',
  title: 'Closing providers',
  events: {
    'closure.begun': { ...about, mailTo: personal('staff', z.string()), graceDays: open(z.int()) },
    'closure.link-asked': about,
    'closure.exported': { ...about, ...size },
    'closure.reopened': about,
    'closure.erased': about,
  },
  operations: {
    get: query('GET /tenants/{id}/closure', {
      summary: 'How far the closing of an internet provider has come',
      for: ['platform'],
      can: 'platform.tenant:read',
      in: Id,
      out: one(Closure),
      ui: page,
    }),
    close: command('POST /tenants/{id}/close', {
      ...ours,
      summary: 'Close an internet provider: write its data out, lock everybody out, delete it after a time of grace',
      in: Id.extend({
        reason: z.string().trim().min(3, 'Say why.').max(300),
        graceDays: z.int().min(30, 'Use 30 days or more: so long the export can be fetched.').max(365).default(60),
      }),
      out: one(Closure),
      emits: ['closure.begun'],
    }),
    reopen: command('POST /tenants/{id}/reopen', {
      ...ours,
      summary: 'Take the closing of an internet provider back, before its data is deleted',
      in: Id.extend({ reason: z.string().trim().min(3, 'Say why.').max(300) }),
      out: one(Closure),
      emits: ['closure.reopened'],
    }),
    sendLink: command('POST /tenants/{id}/export-link', {
      ...ours,
      summary: 'Send the provider’s administrator a new link to the export; the earlier one ends',
      in: Id,
      out: nothing(),
      emits: ['closure.link-asked'],
    }),
    offered: query('GET /export', {
      summary: 'What the link to an export leads to',
      for: ['isp'],
      can: 'anyone',
      in: Token,
      out: one(ExportOffer),
      perMinute: 30,
      ui: '/export',
    }),
    download: query('GET /export/content', {
      summary: 'Download the export of a provider that is closed',
      for: ['isp'],
      can: 'anyone',
      in: Token,
      out: file('application/zip'),
      perMinute: 10,
      ui: '/export',
    }),
    keepExport: command('POST /export/keep', {
      summary: 'Keep a finished export and send the link to it',
      for: [],
      can: 'platform.tenant:close',
      in: z.object({ sha256: z.string(), sizeBytes: z.number(), rows: z.int(), files: z.int() }),
      out: nothing(),
      emits: ['closure.exported'],
      ui: { none: 'internal' },
    }),
    finish: command('POST /tenants/{id}/closed', {
      summary: 'Close a provider whose data is written out',
      for: [],
      can: 'platform.tenant:close',
      in: Id.extend({ rows: z.int(), files: z.int(), sizeBytes: z.number() }),
      out: nothing(),
      ui: { none: 'internal' },
    }),
    keepErased: command('POST /export/erased', {
      summary: 'Note that a provider’s data is deleted',
      for: [],
      can: 'platform.tenant:close',
      in: z.object({}),
      out: nothing(),
      emits: ['closure.erased'],
      ui: { none: 'internal' },
    }),
    noteErased: command('POST /tenants/{id}/erased', {
      summary: 'Note at the platform that a provider’s data is deleted',
      for: [],
      can: 'platform.tenant:close',
      in: Id,
      out: nothing(),
      ui: { none: 'internal' },
    }),
  },
});
