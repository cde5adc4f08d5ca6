import { z } from 'zod';
import { command, contract, file, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, Paging, resource } from '#kernel/contract/fields.ts';
import { coaOutcomes, nasVendors } from '#modules/network/radius/contract.ts';

export const rolloutCauses = ['plan', 'profile'] as const;
export const rolloutStatuses = ['queued', 'running', 'done', 'cancelled'] as const;
export type RolloutStatus = (typeof rolloutStatuses)[number];

/** A new speed on its way to all who have it: one durable run. */
export const SpeedRollout = resource('SpeedRollout', {
  id: open(z.uuid()),
  title: open(z.string()),
  cause: open(z.enum(rolloutCauses)),
  /** The plan, or the bandwidth profile. */
  causeId: open(z.uuid()),
  status: open(z.enum(rolloutStatuses)),
  /** Subscriptions there were when it began. */
  subscriptions: open(z.int()),
  subscriptionsDone: open(z.int()),
  /** Live sessions whose NAS has answered, or has not. */
  sessionsAsked: open(z.int()),
  acknowledged: open(z.int()),
  refused: open(z.int()),
  unanswered: open(z.int()),
  /** Over before they were asked. */
  ended: open(z.int()),
  /** Disconnected in place of a change that was refused. */
  disconnected: open(z.int()),
  /** Of the run in Orchestration. */
  runId: internal(z.string()),
  createdAt: open(instant()),
  startedAt: open(instant().nullable()),
  finishedAt: open(instant().nullable()),
  /** From then on logins got the speed, and sessions were left alone. */
  cancelledAt: open(instant().nullable()),
});

/** What a change of speed would touch, before it is made. */
export const RolloutPreview = resource('RolloutPreview', {
  plans: open(z.array(z.object({ id: z.uuid(), name: z.string(), subscriptions: z.int() }))),
  subscriptions: open(z.int()),
  logins: open(z.int()),
  liveSessions: open(z.int()),
  nases: open(z.array(z.object({ nasId: z.uuid(), name: z.string(), vendor: z.enum(nasVendors), sessions: z.int() }))),
  /** At the pace NASes are asked at, when they answer. */
  seconds: open(z.int()),
});

const profilesPage = '/dashboard/radius/bandwidth-profiles';
const planPage = '/dashboard/services/internet-plans/$id';
const about = { rolloutId: open(z.uuid()) };
const internalStep = {
  for: [],
  can: 'network.bandwidth-profile:write',
  ui: { none: 'internal' },
  out: one(SpeedRollout),
} as const;
const shown = { for: ['isp'], can: 'network.bandwidth-profile:read', ui: [profilesPage, planPage] } as const;

/** One portion of the work. */
export const RolloutPortion = resource('RolloutPortion', {
  coaIds: open(z.array(z.uuid())),
  next: open(z.uuid().nullable()),
});
export const RolloutBegun = resource('RolloutBegun', { planIds: open(z.array(z.uuid())) });
export const RolloutRecorded = resource('RolloutRecorded', { instead: open(z.array(z.uuid())) });

export const speedRollouts = contract({
  name: 'speed-rollouts',
  title: 'Speed rollouts',
  events: {
    'speed-rollout.requested': about,
    'speed-rollout.progressed': about,
    'speed-rollout.finished': about,
  },
  realtime: {
    'speed-rollouts': {
      events: ['speed-rollout.requested', 'speed-rollout.progressed', 'speed-rollout.finished'],
      for: ['isp'],
      can: 'network.bandwidth-profile:read',
    },
  },
  operations: {
    preview: query('GET /radius/speed-rollouts/preview', {
      ...shown,
      summary: 'What a new speed of a plan or bandwidth profile would touch',
      in: z.object({ planId: z.uuid().optional(), bandwidthProfileId: z.uuid().optional() }),
      out: one(RolloutPreview),
    }),
    list: query('GET /radius/speed-rollouts', {
      ...shown,
      summary: 'List rollouts of speeds, newest first',
      in: Paging.extend({ causeId: z.uuid().optional(), status: z.enum(rolloutStatuses).optional() }),
      out: page(SpeedRollout),
    }),
    get: query('GET /radius/speed-rollouts/{id}', {
      ...shown,
      summary: 'Fetch a rollout and how far it is',
      in: Id,
      out: one(SpeedRollout),
    }),
    failures: query('GET /radius/speed-rollouts/{id}/failures.csv', {
      ...shown,
      summary: 'Sessions that did not take the speed, with the reason, as CSV',
      in: Id,
      out: file('text/csv'),
    }),
    cancel: command('POST /radius/speed-rollouts/{id}/cancel', {
      ...shown,
      can: 'network.bandwidth-profile:write',
      summary: 'Stop telling live sessions; the others get the speed when they log in again',
      in: Id,
      out: one(SpeedRollout),
      emits: ['speed-rollout.progressed'],
    }),
    begin: command('POST /radius/speed-rollouts', {
      ...internalStep,
      summary: 'Put a rollout on record; its run begins right after',
      in: z.object({
        id: z.uuid(),
        title: z.string(),
        cause: z.enum(rolloutCauses),
        causeId: z.uuid(),
        planIds: z.array(z.uuid()).min(1).max(500),
        force: z.boolean().default(false),
      }),
      emits: ['speed-rollout.requested'],
    }),
    start: command('POST /radius/speed-rollouts/{id}/start', {
      ...internalStep,
      summary: 'The run has begun: count what is to be done',
      in: Id,
      out: one(RolloutBegun),
      emits: ['speed-rollout.progressed'],
    }),
    advance: command('POST /radius/speed-rollouts/{id}/advance', {
      ...internalStep,
      summary: 'Give the next portion of a plan’s subscriptions the speed, and open the requests to their sessions',
      in: Id.extend({ planId: z.uuid(), after: z.uuid().nullable() }),
      out: one(RolloutPortion),
      emits: ['speed-rollout.progressed'],
    }),
    record: command('POST /radius/speed-rollouts/{id}/answers', {
      ...internalStep,
      summary: 'Keep what NASes answered, and count it',
      in: Id.extend({
        answers: z
          .array(
            z.object({
              id: z.uuid(),
              outcome: z.enum(coaOutcomes).exclude(['pending']),
              errorCause: z.int().nullable(),
              errorCauseText: z.string().nullable(),
              attempts: z.int().min(0),
            }),
          )
          .max(1000),
      }),
      out: one(RolloutRecorded),
      emits: ['speed-rollout.progressed'],
    }),
    finish: command('POST /radius/speed-rollouts/{id}/finish', {
      ...internalStep,
      summary: 'The run is over',
      in: Id,
      emits: ['speed-rollout.finished'],
    }),
  },
});
