import { z } from 'zod';
import { command, contract, many, one, page, query } from '#kernel/contract/contract.ts';
import { embedMany, Id, instant, internal, open, Paging, personal, resource } from '#kernel/contract/fields.ts';
import { noticeAreas, noticeKinds, noticeStates } from './rules.ts';

export const NoticeUpdate = resource('NoticeUpdate', {
  at: open(instant()),
  text: open(z.string()),
  authorName: personal('staff', z.string()),
});
/** What a provider says of an outage or of work on its network. */
export const ServiceNotice = resource('ServiceNotice', {
  id: open(z.uuid()),
  kind: open(z.enum(noticeKinds)),
  title: open(z.string()),
  text: open(z.string()),
  startsAt: open(instant()),
  /** When it is expected to be over. */
  endsAt: open(instant().nullable()),
  resolvedAt: open(instant().nullable()),
  state: open(z.enum(noticeStates)),
  area: internal(z.enum(noticeAreas)),
  /** Ids of NAS or plans, or names of towns. */
  areaKeys: internal(z.array(z.string())),
  areaNames: internal(z.array(z.string())),
  /** The newest first. */
  updates: embedMany(NoticeUpdate),
  authorName: personal('staff', z.string()),
  createdAt: open(instant()),
  updatedAt: open(instant()),
});
export const NoticeReach = resource('NoticeReach', {
  subscribers: open(z.int()),
  /** `online`: counted by live sessions; who is offline there comes on top. */
  counted: open(z.enum(['customers', 'subscriptions', 'online'])),
});

const desk = '/dashboard/service-notices';
const read = { for: ['isp'], can: 'support.notice:read', ui: desk } as const;
const write = { for: ['isp'], can: 'support.notice:write', ui: desk } as const;
const about = { noticeId: open(z.uuid()) };
const areaInput = {
  area: z.enum(noticeAreas).default('all'),
  areaKeys: z.array(z.string().trim().min(1).max(100)).max(50).default([]),
};
const text = z.string().trim().min(3, 'Say it in a sentence.').max(2000);
const content = z.object({
  title: z.string().trim().min(3, 'Say it in a line.').max(120),
  text: z.string().trim().max(2000).default(''),
  startsAt: instant().optional().describe('Absent: now, or as it was.'),
  endsAt: instant().nullish(),
  ...areaInput,
});

export const notices = contract({
  name: 'notices',
  title: 'Service notices',
  events: {
    'notice.published': { ...about, kind: open(z.enum(noticeKinds)) },
    'notice.changed': about,
    'notice.resolved': about,
  },
  realtime: {
    notices: {
      events: ['notice.published', 'notice.changed', 'notice.resolved'],
      for: ['isp'],
      can: 'support.notice:read',
    },
  },
  operations: {
    list: query('GET /support/notices', {
      ...read,
      summary: 'List notices of outages and planned work, the newest first',
      in: Paging.extend({ kind: z.enum(noticeKinds).optional(), open: z.stringbool().optional() }),
      out: page(ServiceNotice),
    }),
    reach: query('GET /support/notice-reach', {
      ...read,
      summary: 'About how many subscribers a notice would concern',
      in: z.object({
        area: z.enum(noticeAreas),
        areaKeys: z
          .union([
            z.array(z.string().max(100)).max(50),
            z
              .string()
              .max(100)
              .transform((one) => [one]),
          ])
          .default([]),
      }),
      out: one(NoticeReach),
    }),
    publish: command('POST /support/notices', {
      ...write,
      summary: 'Tell subscribers of an outage or of planned work',
      in: content.extend({ kind: z.enum(noticeKinds) }),
      out: one(ServiceNotice),
      emits: ['notice.published'],
    }),
    update: command('PUT /support/notices/{id}', {
      ...write,
      summary: 'Change what a notice says, whom it concerns and how long it lasts',
      in: Id.extend(content.shape),
      out: one(ServiceNotice),
      emits: ['notice.changed'],
    }),
    addUpdate: command('POST /support/notices/{id}/updates', {
      ...write,
      summary: 'Say how it is going',
      in: Id.extend({ text, endsAt: instant().nullish().describe('A new time to expect; absent: as it was.') }),
      out: one(ServiceNotice),
      emits: ['notice.changed'],
    }),
    resolve: command('POST /support/notices/{id}/resolve', {
      ...write,
      summary: 'Say that it is over',
      in: Id.extend({ text: text.default('It is over. Thank you for your patience.') }),
      out: one(ServiceNotice),
      emits: ['notice.resolved'],
    }),
    mine: query('GET /notices', {
      summary: 'Outages and planned work that concern me, and what has ended in the last hours',
      for: ['customer'],
      can: 'signed-in',
      ui: '/customer-portal',
      in: z.object({}),
      out: many(ServiceNotice),
    }),
  },
});
