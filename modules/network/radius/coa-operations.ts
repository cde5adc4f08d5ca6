import { z } from 'zod';
import { command, many, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, open, Paging, resource } from '#kernel/contract/fields.ts';
import { CoaRequest, CoaTarget, coaKinds, coaOutcomes, RadiusSession, SpeedReach } from './resources.ts';

const sessionsPage = '/dashboard/radius/sessions';
const profilesPage = '/dashboard/radius/bandwidth-profiles';
const person = '/dashboard/operations/customers/$id';
const internalStep = { for: [], can: 'network.radius:write', ui: { none: 'internal' } } as const;

export const coaFallbacks = ['keep', 'disconnect'] as const;
export type CoaFallback = (typeof coaFallbacks)[number];

/** An ISP's rules about live sessions. */
export const SessionPolicy = resource('SessionPolicy', {
  /** What is done when a NAS refuses a change of speed or does not answer it. */
  coaFallback: open(z.enum(coaFallbacks)),
  /** Reports a session may miss before it is shown as stale. */
  staleAfterReports: open(z.int()),
  /** Reports it may miss before its NAS is asked, and it is ended when the NAS no longer knows it. */
  presumeAfterReports: open(z.int()),
  /** How often NASes are asked to report; of the installation. */
  interimSeconds: open(z.int()),
});
export const sessionPolicyInput = z
  .object({
    coaFallback: z.enum(coaFallbacks),
    staleAfterReports: z.int().min(1, 'At least one.').max(100, 'At most 100.'),
    presumeAfterReports: z.int().min(2, 'At least two.').max(1000, 'At most 1000.'),
  })
  .refine(({ staleAfterReports, presumeAfterReports }) => presumeAfterReports > staleAfterReports, {
    path: ['presumeAfterReports'],
    message: 'A session is stale before it is given up: name more reports here.',
  });

const answer = {
  outcome: z.enum(coaOutcomes).exclude(['pending']),
  errorCause: z.int().nullable(),
  errorCauseText: z.string().nullable(),
  attempts: z.int().min(0),
};
const kbps = z
  .int({ error: 'Give the speed as a number.' })
  .min(64, 'At least 64 kbit/s.')
  .max(400_000_000, 'At most 400 Gbit/s.');

/** What can be asked of a NAS about a session, and what became of it; part of the contract. */
export const coaOperations = {
  disconnect: command('POST /radius/sessions/{id}/disconnect', {
    summary: 'Send a Disconnect-Request for a live session to its NAS',
    for: ['isp'],
    can: 'network.radius-session:manage',
    in: Id.extend({ reason: z.string().trim().max(200).default('operator') }),
    out: one(CoaRequest),
    emits: ['radius.disconnect-requested'],
    ui: [sessionsPage, person],
  }),
  changeSessionSpeed: command('POST /radius/sessions/{id}/change-speed', {
    summary: 'Give one live session another speed until its subscriber logs in again',
    for: ['isp'],
    can: 'network.radius-session:manage',
    in: Id.extend({
      downloadKbps: kbps,
      uploadKbps: kbps,
      reason: z.string().trim().min(3, 'Say why.').max(200),
    }),
    out: one(CoaRequest),
    emits: ['radius.speed-requested'],
    ui: sessionsPage,
  }),
  listCoa: query('GET /radius/coa-requests', {
    summary: 'CoA and Disconnect requests with the NAS’s answers',
    for: ['isp'],
    can: 'network.radius:read',
    in: Paging.extend({
      customerId: z.uuid().optional(),
      sessionId: z.uuid().optional(),
      rolloutId: z.uuid().optional(),
      outcome: z.enum(coaOutcomes).optional(),
      failed: z.stringbool().default(false).describe('Only those refused or left without an answer.'),
    }),
    out: page(CoaRequest),
    ui: [sessionsPage, person, profilesPage],
  }),
  openCoa: command('POST /radius/coa-requests/open', {
    ...internalStep,
    summary: 'Put a request to each live session of an account on record',
    in: z.object({
      kind: z.enum(coaKinds),
      accountId: z.uuid(),
      sessionId: z.uuid().nullable().default(null),
      reason: z.string(),
      requestedAt: instant(),
    }),
    out: many(CoaRequest),
    emits: ['radius.coa-requested', 'radius.coa-answered'],
  }),
  coaTargets: query('GET /radius/coa-targets', {
    ...internalStep,
    summary: 'What it takes to send these requests; those with nothing left to send are left out',
    in: z.object({ ids: z.array(z.uuid()).max(1000) }),
    out: many(CoaTarget),
  }),
  answerCoa: command('POST /radius/coa-requests/{id}/answer', {
    ...internalStep,
    summary: 'Record what a NAS answered',
    in: Id.extend(answer),
    out: one(CoaRequest),
    emits: ['radius.coa-answered'],
  }),
  answerCoas: command('POST /radius/coa-requests/answers', {
    ...internalStep,
    summary: 'Record what NASes answered to many requests',
    in: z.object({ answers: z.array(z.object({ id: z.uuid(), ...answer })).max(1000) }),
    out: many(CoaRequest),
    emits: ['radius.coa-answered'],
  }),
  followUpCoa: command('POST /radius/coa-requests/follow-up', {
    ...internalStep,
    summary: 'See whether acknowledged requests took effect, and find those to ask again',
    in: z.object({ limit: z.int().min(1).max(1000).default(200) }),
    out: many(CoaRequest),
    emits: ['radius.coa-verified'],
  }),
  presumeGone: command('POST /radius/sessions/presume-gone', {
    ...internalStep,
    summary: 'Let the AAA engine end sessions that are over; a later report brings one back',
    in: z.object({
      sessions: z.array(z.object({ id: z.uuid(), cause: z.string() })).max(1000),
      /** A session that has reported since is left alone. */
      silentSince: instant(),
    }),
    out: many(RadiusSession),
  }),
  speedReach: query('GET /radius/speed-reach', {
    ...internalStep,
    summary: 'How many logins and live sessions follow these plans, or this bandwidth profile',
    in: z.object({
      planIds: z.array(z.uuid()).max(500).default([]),
      bandwidthProfileId: z.uuid().nullable().default(null),
    }),
    out: one(SpeedReach),
  }),
  sessionPolicy: query('GET /radius/session-policy', {
    summary: 'The rules about live sessions',
    for: ['isp'],
    can: 'network.radius:read',
    in: z.object({}),
    out: one(SessionPolicy),
    ui: sessionsPage,
  }),
  updateSessionPolicy: command('PUT /radius/session-policy', {
    summary: 'Change the rules about live sessions',
    for: ['isp'],
    can: 'network.radius:write',
    in: sessionPolicyInput,
    out: one(SessionPolicy),
    ui: sessionsPage,
  }),
};
