import { z } from 'zod';
import { contract, many, one, query } from '#kernel/contract/contract.ts';
import { instant, localDate, open, personal, resource } from '#kernel/contract/fields.ts';

export const talkerOrders = ['total', 'download', 'upload'] as const;

/** Traffic of an hour, or of a day of the tenant's zone. */
export const TrafficPoint = resource('TrafficPoint', {
  at: open(instant()),
  downloadBytes: open(z.number()),
  uploadBytes: open(z.number()),
});
/** Who moves most. */
export const Talker = resource('Talker', {
  accountId: open(z.uuid()),
  /** Null when the login is gone. */
  username: personal('subscriber', z.string().nullable()),
  customerId: open(z.uuid().nullable()),
  customerName: personal('subscriber', z.string().nullable()),
  downloadBytes: open(z.number()),
  uploadBytes: open(z.number()),
  /** Of all traffic of the period, in the order asked for. */
  share: open(z.number()),
  /** Download and upload in the period of the same length before. */
  previousBytes: open(z.number()),
});
/** How many were online. Five minutes in a period of up to three days, else hours. */
export const OnlinePoint = resource('OnlinePoint', {
  at: open(instant()),
  /** Most sessions at its five-minute marks. */
  peakSessions: open(z.int()),
  /** Sessions at its end. */
  endSessions: open(z.int()),
  started: open(z.int()),
  stopped: open(z.int()),
});
export const SubscriberDay = resource('SubscriberDay', {
  day: open(localDate()),
  /** Different logins that were online. */
  subscribers: open(z.int()),
});
/** Sessions that ended, by cause and class of length. */
export const SessionEnd = resource('SessionEnd', {
  /** Acct-Terminate-Cause by name (RFC 2866 5.10); empty when the NAS gave none. */
  cause: open(z.string()),
  /** Place in `sessionLengthBounds`: 0 is below the first bound. */
  lengthBucket: open(z.int()),
  sessions: open(z.int()),
  seconds: open(z.number()),
});
const totals = {
  downloadBytes: open(z.number()),
  uploadBytes: open(z.number()),
  peakSessions: open(z.int()),
  sessionsEnded: open(z.int()),
  meanSessionSeconds: open(z.number().nullable()),
  /** Different logins online, on average of its days. */
  subscribersPerDay: open(z.number().nullable()),
};
/** A period and the one of the same length before it. */
export const UsageSummary = resource('UsageSummary', {
  ...totals,
  peakAt: open(instant().nullable()),
  /** The hour of the day with the most traffic, 0 to 23 in the tenant's zone, and its bytes on average of the days. */
  busiestHour: open(z.int().nullable()),
  busiestHourBytes: open(z.number().nullable()),
  /** When the first session was counted; a period before that says nothing. */
  measuredSince: open(instant().nullable()),
  previousDownloadBytes: open(z.number()),
  previousUploadBytes: open(z.number()),
  previousPeakSessions: open(z.int()),
  previousSessionsEnded: open(z.int()),
  previousMeanSessionSeconds: open(z.number().nullable()),
  previousSubscribersPerDay: open(z.number().nullable()),
});

/** Days of the tenant's zone, both included. */
const period = { fromDate: localDate(), toDate: localDate(), nasId: z.uuid().optional() };
const read = { for: ['isp'], can: 'network.radius:read', ui: '/dashboard/radius/analytics' } as const;

export const radiusAnalytics = contract({
  name: 'radius-analytics',
  title: 'RADIUS analytics',
  operations: {
    summary: query('GET /radius/analytics/summary', {
      ...read,
      summary: 'Totals of a period beside those of the period before',
      in: z.object(period),
      out: one(UsageSummary),
    }),
    usage: query('GET /radius/analytics/usage', {
      ...read,
      summary: 'Traffic per hour or day, of one NAS or of all',
      in: z.object({ ...period, bucket: z.enum(['hour', 'day']).default('hour') }),
      out: many(TrafficPoint),
    }),
    topTalkers: query('GET /radius/analytics/top-talkers', {
      ...read,
      summary: 'The logins that moved most traffic in a period',
      in: z.object({
        ...period,
        by: z.enum(talkerOrders).default('total'),
        limit: z.coerce.number().int().min(1).max(500).default(25),
      }),
      out: many(Talker),
    }),
    concurrency: query('GET /radius/analytics/concurrency', {
      ...read,
      summary: 'How many sessions were online over time',
      in: z.object(period),
      out: many(OnlinePoint),
      ui: ['/dashboard/radius/analytics', '/dashboard/radius'],
    }),
    subscribers: query('GET /radius/analytics/subscribers', {
      ...read,
      summary: 'How many different subscribers were online on each day',
      in: z.object(period),
      out: many(SubscriberDay),
    }),
    sessionEnds: query('GET /radius/analytics/session-ends', {
      ...read,
      summary: 'Why sessions ended, and how long they were',
      in: z.object(period),
      out: many(SessionEnd),
    }),
  },
});
