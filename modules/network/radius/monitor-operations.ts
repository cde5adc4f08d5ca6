import { z } from 'zod';
import { command, many, one, query } from '#kernel/contract/contract.ts';
import { Id, instant } from '#kernel/contract/fields.ts';
import { LoginName, LoginPoint, NasHealth, NasProbe, probeOutcomes, RefusalReason } from './monitor-resources.ts';

const overview = '/dashboard/radius';
const nasPage = '/dashboard/radius/nas';
const read = { for: ['isp'], can: 'network.radius:read' } as const;
const internalStep = { for: [], can: 'network.radius:write', ui: { none: 'internal' } } as const;
const span = { from: instant(), to: instant(), nasId: z.uuid().optional() };

/** What a network operations centre watches; part of the contract. */
export const monitorOperations = {
  logins: query('GET /radius/logins', {
    ...read,
    summary: 'Logins let in and refused, per minute or hour',
    in: z.object({ ...span, bucket: z.enum(['minute', 'hour']).default('minute') }),
    out: many(LoginPoint),
    ui: overview,
  }),
  refusals: query('GET /radius/refusals', {
    ...read,
    summary: 'Why logins were refused, the most frequent reason first',
    in: z.object(span),
    out: many(RefusalReason),
    ui: [overview, '/dashboard/radius/sessions'],
  }),
  nasHealth: query('GET /radius/nas-health', {
    ...read,
    summary: 'How each NAS is doing: last packet, load, refused logins, answers to CoA',
    in: z.object({}),
    out: many(NasHealth),
    ui: overview,
  }),
  probeNas: command('POST /radius/nas/{id}/probe', {
    for: ['isp'],
    can: 'network.radius-session:manage',
    summary: 'Check whether a NAS answers CoA with its secret; no session is touched',
    in: Id,
    out: one(NasProbe),
    emits: ['radius.probe-requested'],
    ui: [nasPage, overview],
    perMinute: 60,
  }),
  listProbes: query('GET /radius/nas/{id}/probes', {
    ...read,
    summary: 'The last checks of a NAS',
    in: Id,
    out: many(NasProbe),
    ui: nasPage,
  }),
  answerProbe: command('POST /radius/nas-probes/{id}/answer', {
    ...internalStep,
    summary: 'Record what came of a check',
    in: Id.extend({
      outcome: z.enum(probeOutcomes).exclude(['pending']),
      answer: z.string().nullable(),
      roundTripMs: z.number().nullable(),
      clockAheadSeconds: z.int().nullable(),
    }),
    out: one(NasProbe),
    emits: ['radius.nas-probed'],
  }),
  loginNames: query('GET /radius/login-names', {
    ...internalStep,
    summary: 'Whose logins these are',
    in: z.object({ ids: z.array(z.uuid()).max(500) }),
    out: many(LoginName),
  }),
};
