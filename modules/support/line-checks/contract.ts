import { z } from 'zod';
import { command, contract, many, one, query } from '#kernel/contract/contract.ts';
import { embedMany, embedMaybe, Id, instant, internal, open, resource } from '#kernel/contract/fields.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import { adviceCodes, findingCodes, findingTones } from './rules.ts';

export const LineFinding = resource('LineFinding', {
  code: open(z.enum(findingCodes)),
  tone: open(z.enum(findingTones)),
  values: open(z.record(z.string(), z.string())),
});
/** Measured by the subscriber's browser against the portal's own server. */
export const LineMeasurement = resource('LineMeasurement', {
  at: open(instant()),
  downloadBps: open(z.number()),
  uploadBps: open(z.number()),
  latencyMs: open(z.number()),
  jitterMs: open(z.number()),
  /** Looking up the portal's name; null: the browser had it already. */
  dnsMs: open(z.number().nullable()),
  /** What the plan grants. */
  planDownloadKbps: open(z.int().nullable()),
  slow: open(z.boolean()),
  /** Whether it came over the line itself; null: that cannot be told, as behind a shared address. */
  overOwnLine: open(z.boolean().nullable()),
});
export const LineCheck = resource('LineCheck', {
  id: open(z.uuid()),
  customerId: open(z.uuid()),
  at: open(instant()),
  findings: embedMany(LineFinding),
  advice: open(z.enum(adviceCodes)),
  measurement: embedMaybe(LineMeasurement),
  /** When the subscriber said that it works again. */
  solvedAt: open(instant().nullable()),
  /** The ticket it was sent with. */
  ticketId: open(z.uuid().nullable()),
  /** What they used, such as `wifi`; as far as the browser says. */
  network: internal(z.string().nullable()),
});

const page = '/customer-portal/support/check';
const own = { for: ['customer'], can: 'signed-in', ui: page } as const;
const about = { lineCheckId: open(z.uuid()), customerId: open(z.uuid()) };
const speed = z.number().positive().max(1e12);
const milliseconds = z.number().min(0).max(60_000);
const asked = tickets.operations.ask.in.shape;

export const lineChecks = contract({
  name: 'line-checks',
  title: 'Line checks',
  events: {
    'line-check.run': { ...about, advice: open(z.enum(adviceCodes)) },
    'line-check.measured': about,
    'line-check.solved': about,
    'line-check.reported': { ...about, ticketId: open(z.uuid()) },
  },
  operations: {
    run: command('POST /line-checks', {
      ...own,
      summary: 'Look at my line from the provider’s side',
      perMinute: 10,
      in: z.object({ network: z.string().trim().max(40).optional() }),
      out: one(LineCheck),
      emits: ['line-check.run'],
    }),
    measure: command('POST /line-checks/{id}/measurement', {
      ...own,
      summary: 'Keep what my browser measured',
      perMinute: 10,
      in: Id.extend({
        downloadBps: speed,
        uploadBps: speed,
        latencyMs: milliseconds,
        jitterMs: milliseconds,
        dnsMs: milliseconds.nullable().default(null),
        address: z.string().max(60).describe('From which address the server saw the samples come.'),
      }),
      out: one(LineCheck),
      emits: ['line-check.measured'],
    }),
    solve: command('POST /line-checks/{id}/solved', {
      ...own,
      summary: 'Say that it works again',
      in: Id,
      out: one(LineCheck),
      emits: ['line-check.solved'],
    }),
    report: command('POST /line-checks/{id}/ticket', {
      ...own,
      summary: 'Ask for help, with what was found',
      perMinute: 6,
      in: Id.extend({ subject: asked.subject, text: asked.text, category: asked.category, files: asked.files }),
      out: one(LineCheck),
      emits: ['line-check.reported'],
    }),
    ofCustomer: query('GET /support/line-checks/{customerId}', {
      summary: 'The last line checks of a subscriber, the newest first',
      for: ['isp'],
      can: 'support.ticket:read',
      ui: '/dashboard/ticketing/$id',
      in: z.object({ customerId: z.uuid(), limit: z.coerce.number().int().min(1).max(50).default(10) }),
      out: many(LineCheck),
    }),
  },
});
