import { z } from 'zod';
import { command, contract, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, once, open, Paging, personal, resource } from '#kernel/contract/fields.ts';
import { visitStatuses } from './rules.ts';

/** One time that a colleague looked at the portal as a subscriber sees it. */
export const PortalVisit = resource('PortalVisit', {
  id: open(z.uuid()),
  customerId: open(z.uuid()),
  customerName: personal('subscriber', z.string()),
  memberId: internal(z.uuid()),
  memberName: personal('staff', z.string()),
  reason: internal(z.string()),
  mayAct: open(z.boolean()),
  status: open(z.enum(visitStatuses)),
  startedAt: open(instant()),
  enteredAt: open(instant().nullable()),
  expiresAt: open(instant()),
  endedAt: open(instant().nullable()),
  endedBy: personal('staff', z.string().nullable()),
  /** Leads into the portal; works once, for a minute. */
  link: once(z.url()),
});
export const PortalVisitSettings = resource('PortalVisitSettings', {
  mayAct: open(z.boolean()),
  changedBy: personal('staff', z.string().nullable()),
  changedAt: open(instant().nullable()),
});

const page360 = '/dashboard/operations/customers/$id';
const settings = '/dashboard/settings/portal-visits';
const about = { visitId: open(z.uuid()), customerId: open(z.uuid()) };
const changes = { ...about, memberName: personal('staff', z.string()), mayAct: open(z.boolean()) };

export const portalVisits = contract({
  name: 'portal-visits',
  title: 'Portal visits',
  events: {
    'portal-visit.started': changes,
    'portal-visit.entered': changes,
    'portal-visit.ended': changes,
    'portal-visit.settings-changed': { mayAct: open(z.boolean()) },
  },
  realtime: {
    'portal-visits': {
      events: ['portal-visit.started', 'portal-visit.entered', 'portal-visit.ended', 'portal-visit.settings-changed'],
      for: ['isp'],
      can: 'customers.portal-visit:read',
    },
  },
  operations: {
    start: command('POST /customers/{customerId}/portal-visits', {
      summary: 'Open the portal as a subscriber sees it, for 30 minutes; the link works once, for a minute',
      description:
        'Only to look, unless the provider lets visitors act. Every call is put on record with the visitor’s name.',
      for: ['isp'],
      can: 'customers.portal-visit:write',
      in: z.object({ customerId: z.uuid(), reason: z.string().trim().min(3, 'Say why.').max(300) }),
      out: one(PortalVisit),
      emits: ['portal-visit.started'],
      perMinute: 20,
      ui: page360,
    }),
    list: query('GET /portal-visits', {
      summary: 'Who of the staff visited whose portal',
      for: ['isp'],
      can: 'customers.portal-visit:read',
      in: Paging.extend({ customerId: z.uuid().optional() }),
      out: page(PortalVisit),
      ui: settings,
    }),
    end: command('POST /portal-visits/{id}/end', {
      summary: 'End a portal visit now',
      for: ['isp'],
      can: 'customers.portal-visit:write',
      in: Id,
      out: one(PortalVisit),
      emits: ['portal-visit.ended'],
      ui: settings,
    }),
    settings: query('GET /portal-visits/settings', {
      summary: 'Whether visitors may act in a subscriber’s name',
      for: ['isp'],
      can: 'customers.portal-visit:read',
      in: z.object({}),
      out: one(PortalVisitSettings),
      ui: settings,
    }),
    setSettings: command('PUT /portal-visits/settings', {
      summary: 'Let visitors act in a subscriber’s name, or only look',
      for: ['isp'],
      can: 'customers.portal-visit:configure',
      in: z.object({ mayAct: z.boolean() }),
      out: one(PortalVisitSettings),
      emits: ['portal-visit.settings-changed'],
      ui: settings,
    }),
    leave: command('POST /portal-visits/leave', {
      summary: 'End my own portal visit',
      for: ['customer'],
      can: 'signed-in',
      in: z.object({}),
      out: nothing(),
      emits: ['portal-visit.ended'],
      ui: { none: 'shell' },
    }),
    begin: command('POST /portal-visits/begin', {
      summary: 'Enter the portal by a link',
      for: [],
      can: 'customers.portal-visit:write',
      in: z.object({ tokenHash: z.string().length(64), cookieHash: z.string().length(64) }),
      out: one(PortalVisit),
      emits: ['portal-visit.entered'],
      ui: { none: 'internal' },
    }),
  },
});
