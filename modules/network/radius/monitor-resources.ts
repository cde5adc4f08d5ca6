import { z } from 'zod';
import { instant, internal, open, personal, resource } from '#kernel/contract/fields.ts';
import { nasVendors } from './resources.ts';

export const probeOutcomes = ['pending', 'answered', 'wrong_secret', 'no_answer'] as const;
export type ProbeOutcome = (typeof probeOutcomes)[number];

/** Longest length of a session, in seconds, of each class but the last, which has none. */
export const sessionLengthBounds = [60, 300, 1800, 7200, 28_800, 86_400, 259_200, 604_800] as const;

/** Logins of a minute or an hour. */
export const LoginPoint = resource('LoginPoint', {
  at: open(instant()),
  accepts: open(z.int()),
  rejects: open(z.int()),
});
/** How many logins were refused for one reason, and in the same time before. */
export const RefusalReason = resource('RefusalReason', {
  /** As in the log of logins: "wrong password", "no such user". */
  reason: open(z.string()),
  rejects: open(z.int()),
  previousRejects: open(z.int()),
});

/** A "Check now" of a NAS: a CoA-Request for a session that does not exist, which a NAS in order refuses at once. */
export const NasProbe = resource('NasProbe', {
  id: open(z.uuid()),
  nasId: open(z.uuid()),
  outcome: open(z.enum(probeOutcomes)),
  /** What it answered, or why its answer does not count. */
  answer: open(z.string().nullable()),
  roundTripMs: open(z.number().nullable()),
  /** By how much the clock of the NAS is ahead of this server's, where its answer told its time (RFC 5176 3.3). */
  clockAheadSeconds: open(z.int().nullable()),
  requestedAt: open(instant()),
  answeredAt: open(instant().nullable()),
});

/** How a NAS is doing: what comes from it, what it carries, what it answers. */
export const NasHealth = resource('NasHealth', {
  id: open(z.uuid()),
  name: open(z.string()),
  address: internal(z.string()),
  vendor: open(z.enum(nasVendors)),
  /** Last packet of any kind that verified. */
  lastSeenAt: open(instant().nullable()),
  /** Last accounting record. */
  measuredAt: open(instant().nullable()),
  lastProblem: internal(z.string().nullable()),
  lastProblemAt: internal(instant().nullable()),
  liveSessions: open(z.int()),
  downloadBps: open(z.number()),
  uploadBps: open(z.number()),
  acceptsLastHour: open(z.int()),
  rejectsLastHour: open(z.int()),
  /** CoA and Disconnect requests of the last day by answer. */
  coaAcks: open(z.int()),
  coaNaks: open(z.int()),
  coaTimeouts: open(z.int()),
  probeOutcome: open(z.enum(probeOutcomes).nullable()),
  probeRoundTripMs: open(z.number().nullable()),
  probedAt: open(instant().nullable()),
});

/** Whose a login is, by name. */
export const LoginName = resource('LoginName', {
  id: open(z.uuid()),
  username: personal('subscriber', z.string()),
  customerId: open(z.uuid().nullable()),
  customerName: personal('subscriber', z.string().nullable()),
});
