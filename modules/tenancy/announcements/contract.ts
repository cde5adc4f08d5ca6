import { z } from 'zod';
import { command, contract, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, open, Paging, personal, resource } from '#kernel/contract/fields.ts';

export const severities = ['info', 'warning', 'critical'] as const;
export const audiences = ['all', 'some'] as const;
/** Where an announcement is shown: the ISP's console, its tenant portal, its subscribers' portal. */
export const announcementDoors = ['isp', 'tenant', 'customer'] as const;

const said = {
  id: open(z.uuid()),
  title: open(z.string()),
  body: open(z.string()),
  severity: open(z.enum(severities)),
  from: open(instant()),
  until: open(instant().nullable()),
};
/** What the vendor has to say to its providers. */
export const Announcement = resource('Announcement', {
  ...said,
  audience: open(z.enum(audiences)),
  tenantIds: open(z.array(z.uuid())),
  doors: open(z.array(z.enum(announcementDoors))),
  authorName: personal('staff', z.string()),
  withdrawnAt: open(instant().nullable()),
  createdAt: open(instant()),
});
/** The same as those see it to whom it is said. */
export const Notice = resource('Notice', said);

const desk = '/dashboard/platform-admin/announcements';
const write = { for: ['platform'], can: 'platform.announcement:write', ui: desk } as const;
const heard = { for: ['isp', 'tenant', 'customer'], can: 'signed-in', ui: { none: 'shell' } } as const;
const content = z.object({
  title: z.string().trim().min(1, 'Say it in a line.').max(120),
  body: z.string().trim().max(2000).default(''),
  severity: z.enum(severities).default('info'),
  audience: z.enum(audiences).default('all'),
  tenantIds: z.array(z.uuid()).max(500).default([]),
  doors: z.array(z.enum(announcementDoors)).min(1, 'Choose where it is shown.').max(3).default(['isp', 'tenant']),
  /** Absent: now. */
  from: instant().optional(),
  until: instant().nullish(),
});
const about = { announcementId: open(z.uuid()) };

export const announcements = contract({
  name: 'announcements',
  title: 'Announcements',
  events: {
    'announcement.changed': about,
    /** Said to one provider for the first time. */
    'announcement.published': { ...about, tenantId: open(z.uuid()) },
  },
  realtime: {
    announcements: { events: ['announcement.changed'], for: ['platform'], can: 'platform.announcement:read' },
  },
  operations: {
    list: query('GET /announcements', {
      for: ['platform'],
      can: 'platform.announcement:read',
      summary: 'Announcements to providers, the latest first',
      in: Paging,
      out: page(Announcement),
      ui: desk,
    }),
    publish: command('POST /announcements', {
      ...write,
      summary: 'Say something to all providers or some; account managers who want it get a mail',
      in: content,
      out: one(Announcement),
      emits: ['announcement.changed', 'announcement.published'],
    }),
    update: command('PUT /announcements/{id}', {
      ...write,
      summary: 'Change an announcement wherever it is shown',
      in: Id.extend(content.shape),
      out: one(Announcement),
      emits: ['announcement.changed', 'announcement.published'],
    }),
    withdraw: command('DELETE /announcements/{id}', {
      ...write,
      summary: 'Take an announcement back',
      in: Id,
      out: nothing(),
      emits: ['announcement.changed'],
    }),
    current: query('GET /announcements', {
      ...heard,
      summary: 'What the vendor announces to me now and I have not put away',
      in: z.object({}),
      out: many(Notice),
    }),
    dismiss: command('POST /announcements/{id}/dismiss', {
      ...heard,
      summary: 'Put an announcement away, for me alone',
      in: Id,
      out: nothing(),
    }),
    follow: command('POST /announcements/followers', {
      for: [],
      can: 'platform.announcement:write',
      summary: 'Say to a new provider what is said to all',
      in: z.object({ tenantId: z.uuid() }),
      out: nothing(),
      ui: { none: 'internal' },
    }),
    tell: command('POST /announcements/mails', {
      for: [],
      can: 'platform.announcement:write',
      summary: 'Mail an announcement to the account managers of a provider who want it',
      in: z.object({ announcementId: z.uuid(), tenantId: z.uuid() }),
      out: nothing(),
      ui: { none: 'internal' },
    }),
  },
});
