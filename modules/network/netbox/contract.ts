import { z } from 'zod';
import { command, contract, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, Paging, personal, resource } from '#kernel/contract/fields.ts';

export const kinds = ['prefix', 'address', 'delegation'] as const;
/** What a difference asks for; on a conflict a person says which side is right. */
export const actions = [
  'create_netbox',
  'update_netbox',
  'deprecate_netbox',
  'create_ours',
  'update_ours',
  'link',
  'conflict',
] as const;
export const choices = ['apply', 'skip', 'ours', 'netbox'] as const;
export const results = ['pending', 'done', 'failed', 'skipped'] as const;
export const comparisonStatuses = ['comparing', 'ready', 'applying', 'applied', 'failed'] as const;

const Values = z.object({ description: z.string(), status: z.string() });
const VrfPair = z.object({
  ours: z.string().trim().max(60),
  netbox: z.string().trim().min(1, 'Name the VRF as NetBox does.').max(100),
});

export const NetboxSettings = resource('NetboxSettings', {
  configured: open(z.boolean()),
  /** What is missing, when it is not configured. */
  missing: open(z.string().nullable()),
  url: internal(z.string().nullable()),
  hasToken: open(z.boolean()),
  /** False: any certificate is accepted. */
  verifyTls: open(z.boolean()),
  /** Slug of the NetBox tenant that new objects are given to. */
  tenantSlug: internal(z.string().nullable()),
  /** Our routing tables by NetBox's VRFs; the global table is the same on both sides. */
  vrfs: internal(z.array(VrfPair)),
  /** Version that answered last. */
  version: open(z.string().nullable()),
  comparedAt: open(instant().nullable()),
  appliedAt: open(instant().nullable()),
  /** Why the last comparison failed. */
  problem: open(z.string().nullable()),
});

export const NetboxComparison = resource('NetboxComparison', {
  id: open(z.uuid()),
  status: open(z.enum(comparisonStatuses)),
  problem: open(z.string().nullable()),
  /** Differences in all, conflicts among them, and how far applying has come. */
  differences: open(z.int()),
  conflicts: open(z.int()),
  chosen: open(z.int()),
  done: open(z.int()),
  failed: open(z.int()),
  createdAt: open(instant()),
  finishedAt: open(instant().nullable()),
});

export const NetboxDifference = resource('NetboxDifference', {
  id: open(z.uuid()),
  kind: open(z.enum(kinds)),
  vrf: open(z.string()),
  /** Address, or range in CIDR form. */
  address: personal('subscriber', z.string()),
  action: open(z.enum(actions)),
  /** Null: not there on our side. */
  ours: internal(Values.nullable()),
  /** Null: not there in NetBox. */
  theirs: internal(Values.nullable()),
  note: open(z.string()),
  choice: open(z.enum(choices)),
  result: open(z.enum(results)),
  problem: open(z.string().nullable()),
});

const page_ = '/dashboard/ipam/netbox';
const read = { for: ['isp'], can: 'network.netbox:read', ui: page_ } as const;
const write = { for: ['isp'], can: 'network.netbox:write', ui: page_ } as const;
const step = { for: [], can: 'network.netbox:write', ui: { none: 'internal' } } as const;
const about = { comparisonId: open(z.uuid()) };

export const netbox = contract({
  name: 'netbox',
  title: 'NetBox',
  events: {
    'netbox.configured': {},
    'netbox.comparison-requested': about,
    'netbox.apply-requested': about,
    'netbox.progressed': about,
  },
  realtime: {
    netbox: {
      events: ['netbox.configured', 'netbox.comparison-requested', 'netbox.apply-requested', 'netbox.progressed'],
      for: ['isp'],
      can: 'network.netbox:read',
    },
  },
  operations: {
    settings: query('GET /netbox/settings', {
      ...read,
      summary: 'How NetBox is reached, or what is missing for it',
      in: z.object({}),
      out: one(NetboxSettings),
    }),
    configure: command('PUT /netbox/settings', {
      ...write,
      summary: 'Say where NetBox is and with which token it is asked',
      in: z.object({
        url: z.url({ protocol: /^https?$/, error: 'Give an address such as https://netbox.example.net.' }).max(300),
        token: z
          .string()
          .trim()
          .min(8, 'At least 8 characters.')
          .max(200)
          .optional()
          .describe('Absent: the one that was given before stays.'),
        verifyTls: z.boolean().default(true),
        tenantSlug: z.string().trim().max(100).nullish(),
        vrfs: z.array(VrfPair).max(50).default([]),
      }),
      out: one(NetboxSettings),
      emits: ['netbox.configured'],
    }),
    disconnect: command('DELETE /netbox/settings', {
      ...write,
      summary: 'Forget NetBox: its address, its token and which rows belonged together',
      in: z.object({}),
      out: nothing(),
      emits: ['netbox.configured'],
    }),
    compare: command('POST /netbox/comparisons', {
      ...write,
      summary: 'Compare pools and addresses with NetBox; nothing is changed on either side',
      in: z.object({}),
      out: one(NetboxComparison),
      emits: ['netbox.comparison-requested'],
    }),
    listComparisons: query('GET /netbox/comparisons', {
      ...read,
      summary: 'List comparisons with NetBox, newest first',
      in: Paging,
      out: page(NetboxComparison),
    }),
    getComparison: query('GET /netbox/comparisons/{id}', {
      ...read,
      summary: 'Fetch a comparison and how far applying it has come',
      in: Id,
      out: one(NetboxComparison),
    }),
    differences: query('GET /netbox/comparisons/{id}/differences', {
      ...read,
      summary: 'What differs, and what would be done about it on which side',
      in: Paging.extend(Id.shape).extend({
        action: z.enum(actions).optional(),
        kind: z.enum(kinds).optional(),
        result: z.enum(results).optional(),
      }),
      out: page(NetboxDifference),
    }),
    choose: command('POST /netbox/comparisons/{id}/choices', {
      ...write,
      summary: 'Say what is to be done about differences: apply, skip, or which side is right',
      in: Id.extend({ differenceIds: z.array(z.uuid()).min(1).max(1000), choice: z.enum(choices) }),
      out: one(NetboxComparison),
    }),
    apply: command('POST /netbox/comparisons/{id}/apply', {
      ...write,
      summary: 'Do what was chosen on both sides, difference by difference',
      in: Id,
      out: one(NetboxComparison),
      emits: ['netbox.apply-requested'],
    }),
    noteProgress: command('POST /netbox/comparisons/{id}/progress', {
      ...step,
      summary: 'Tell who watches how far a comparison has come',
      in: Id,
      out: one(NetboxComparison),
      emits: ['netbox.progressed'],
    }),
  },
});
