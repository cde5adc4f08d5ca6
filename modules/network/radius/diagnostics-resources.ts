import { z } from 'zod';
import { embedMany, embedMaybe, internal, open, personal, resource } from '#kernel/contract/fields.ts';
import { AuthLogEntry, CoaRequest, nasVendors, RadiusSession } from './resources.ts';

export const testMethods = ['pap', 'chap', 'ms-chap-v2'] as const;
export type TestMethod = (typeof testMethods)[number];
export const testOutcomes = ['accepted', 'rejected', 'unanswered'] as const;
export const findingTones = ['ok', 'info', 'warn', 'bad'] as const;

/** Something that was noticed about a login, and what it means for the subscriber. */
export const LoginFinding = resource('LoginFinding', {
  tone: open(z.enum(findingTones)),
  text: internal(z.string()),
});

/** An attribute of a packet, as people write it. */
export const PacketAttribute = resource('PacketAttribute', {
  name: open(z.string()),
  value: personal('subscriber', z.string()),
  /** What it does, in a few words; empty where the name says it. */
  meaning: open(z.string()),
});

/** Everything that explains how a login is doing. */
export const LoginDiagnostics = resource('LoginDiagnostics', {
  id: open(z.uuid()),
  findings: embedMany(LoginFinding),
  /** The latest, newest first. */
  attempts: embedMany(AuthLogEntry),
  sessions: embedMany(RadiusSession),
  lastCoa: embedMaybe(CoaRequest),
  /** The make of NAS that `answer` is for. */
  vendor: open(z.enum(nasVendors)),
  /** Whether the right password from the right place would be let in. */
  accepted: open(z.boolean()),
  /** What the NAS would be told. */
  answer: embedMany(PacketAttribute),
});

/** What came of asking the AAA engine as a NAS does. */
export const TestLogin = resource('TestLogin', {
  id: open(z.uuid()),
  outcome: open(z.enum(testOutcomes)),
  /** As in the log of logins: "accepted", "wrong line". */
  reason: open(z.string()),
  explanation: internal(z.string()),
  roundTripMs: open(z.number().nullable()),
  /** Address and port that were asked. */
  server: internal(z.string().nullable()),
  sent: embedMany(PacketAttribute),
  received: embedMany(PacketAttribute),
});
