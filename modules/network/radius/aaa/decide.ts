import { type AuthFailure, type AuthOutcome, authenticate } from '#protocols/radius/auth.ts';
import { code } from '#protocols/radius/codes.ts';
import type { Packet } from '#protocols/radius/packet.ts';
import { bareReply, type Reply } from '#protocols/radius/reply.ts';
import type { SharedSecret } from '#protocols/radius/secret.ts';
import { mismatch } from './binding.ts';
import type { KnownAccount, KnownNas } from './directory.ts';
import { checkHashed } from './hashed.ts';
import { besides, type LiveSession, originOf } from './live-sessions.ts';
import { acceptOf, gardenOf, messageReject, rejectOf, stoppedReject } from './replies.ts';
import * as story from './stories.ts';

const USER_NAME = 1;

export type RejectReason =
  | AuthFailure
  | 'no-such-user'
  | 'suspended'
  | 'disabled'
  | 'wrong-line'
  | 'wrong-device'
  | 'already-online'
  | 'provider-stopped';

/** The reasons as staff read them. */
export const rejectReasons: Record<RejectReason, string> = {
  'wrong-password': 'wrong password',
  'no-such-user': 'no such user',
  suspended: 'suspended',
  disabled: 'disabled',
  'wrong-line': 'wrong line',
  'wrong-device': 'wrong device',
  'already-online': 'already online',
  'provider-stopped': 'the provider is stopped',
  'no-credentials': 'no password in the request',
  'several-credentials': 'several kinds of password in one request',
  'malformed-credentials': 'unreadable password',
  'method-not-allowed': 'authentication method not supported',
  'needs-clear-password': 'only PAP works with a hashed password',
};
/** What is worth knowing of an Accept. */
export type AcceptNote = 'walled-garden' | 'wrong-line' | 'wrong-device' | 'took-over';
export const acceptNotes: Record<AcceptNote, string> = {
  'walled-garden': 'accepted into the walled garden',
  'wrong-line': 'accepted from another line',
  'wrong-device': 'accepted from another device',
  'took-over': 'accepted, older session disconnected',
};

/** What a NAS asks. */
export interface LoginRequest {
  readonly packet: Packet;
  readonly secret: SharedSecret;
  readonly nas: KnownNas;
}

/** What becomes of a login. Nothing has happened yet: whoever acts on it has the older sessions disconnected. */
export interface Decision {
  readonly reply: Reply;
  readonly username: string;
  readonly account: KnownAccount | undefined;
  /** Undefined: let in. */
  readonly rejected: RejectReason | undefined;
  readonly note: AcceptNote | undefined;
  /** Sessions whose place it takes. */
  readonly yielding: readonly LiveSession[];
  /** The whole story, for the log; made when it is asked for. */
  readonly explain: () => string;
}

/** For who does not know the password; such a router often asks again at once, for ever. */
const plainReject: Reply = { ...bareReply(code['Access-Reject']), unhurried: true };
const none: readonly LiveSession[] = [];
const told: Partial<Record<RejectReason, Reply>> = {
  'wrong-line': messageReject('This login is not valid on this line. Please contact your provider.'),
  'wrong-device': messageReject('This login is not valid on this device. Please contact your provider.'),
  'already-online': messageReject('This login is in use already. Please contact your provider.'),
};

/**
 * Decides on a login from memory. An unknown user and a wrong password get the same Reject, so that names cannot be guessed;
 * only who knows the password learns more. A promise only where the slow hash of a password must be computed; undefined when
 * too many wait for that, and silence makes the NAS ask again.
 */
export function decide(request: LoginRequest, nowMs: number): Decision | Promise<Decision | undefined> | undefined {
  const { packet, secret, nas } = request;
  const username = packet.text(USER_NAME) ?? '';
  const account = nas.tenant.accounts.get(username);
  if (account === undefined)
    return rejected(username, undefined, 'no-such-user', plainReject, () => story.unknownName(username));
  if (account.record.passwordKeeping === 'reversible')
    return judge(request, account, authenticate(packet, secret, account.password), nowMs);
  const outcome = checkHashed(packet, secret, account);
  return outcome instanceof Promise
    ? outcome.then((known) => judge(request, account, known, nowMs))
    : outcome && judge(request, account, outcome, nowMs);
}

function judge({ packet, nas }: LoginRequest, account: KnownAccount, outcome: AuthOutcome, nowMs: number): Decision {
  const { record, bound, sessions } = account;
  const { username, state } = record;
  if (!outcome.ok) return notBelieved(packet, account, outcome);
  const { policy } = nas.tenant;
  if (policy.stopped) return rejected(username, account, 'provider-stopped', stoppedReject, story.providerStopped);
  const inGarden = state === 'suspended' && policy.suspendedAccess === 'walled_garden';
  if (state !== 'active' && !inGarden)
    return rejected(username, account, state, rejectOf(account, state), () => story.notActive(account, state));

  const elsewhere = bound && mismatch(packet, record, bound, policy);
  if (elsewhere?.policy === 'enforce')
    return rejected(username, account, elsewhere.reason, told[elsewhere.reason] ?? plainReject, () =>
      story.boundElsewhere(elsewhere.story),
    );
  const others = sessions === undefined ? none : crowd(sessions, packet, nas, record.simultaneousUse, nowMs);
  if (others.length > 0 && policy.simultaneousUse === 'refuse')
    return rejected(username, account, 'already-online', told['already-online'] ?? plainReject, () =>
      story.alreadyOnline(others, record.simultaneousUse),
    );

  const { vendor } = nas.record;
  const reply = inGarden ? gardenOf(account, vendor, policy) : acceptOf(account, vendor);
  return {
    reply:
      outcome.attributes.length === 0
        ? reply
        : { code: reply.code, attributes: Buffer.concat([reply.attributes, outcome.attributes]) },
    username,
    account,
    rejected: undefined,
    note: elsewhere?.reason ?? (inGarden ? 'walled-garden' : others.length > 0 ? 'took-over' : undefined),
    yielding: leaving(others, record.simultaneousUse),
    explain: () => {
      const parts = [inGarden ? story.inGarden(policy) : story.letIn(packet)];
      if (elsewhere) parts.push(story.boundElsewhereLogged(elsewhere.story));
      if (others.length > 0) parts.push(story.tookOver(leaving(others, record.simultaneousUse)));
      return parts.join(' ');
    },
  };
}

/** The sessions besides a new one, when with it they would be too many; none when it fits in. */
function crowd(
  sessions: readonly LiveSession[],
  packet: Packet,
  nas: KnownNas,
  allowed: number,
  nowMs: number,
): readonly LiveSession[] {
  if (allowed === 0 || sessions.length < allowed) return none;
  const others = besides(sessions, originOf(packet, nas), nas.tenant.policy.ghostAfterInterims, nowMs);
  return others.length < allowed ? none : others;
}

/** The oldest, as many as must go for the newcomer to fit in. */
const leaving = (others: readonly LiveSession[], allowed: number): readonly LiveSession[] =>
  others.length === 0
    ? none
    : [...others].sort((a, b) => a.startedAtMs - b.startedAtMs).slice(0, others.length - allowed + 1);

function rejected(
  username: string,
  account: KnownAccount | undefined,
  reason: RejectReason,
  reply: Reply,
  explain: () => string,
): Decision {
  return { reply, username, account, rejected: reason, note: undefined, yielding: none, explain };
}

function notBelieved(packet: Packet, account: KnownAccount, outcome: AuthOutcome & { ok: false }): Decision {
  const { reason, attributes } = outcome;
  const reply = attributes.length === 0 ? plainReject : { code: code['Access-Reject'], attributes, unhurried: true };
  return rejected(account.record.username, account, reason, reply, () => disbelief(packet, reason));
}

function disbelief(packet: Packet, reason: AuthFailure): string {
  switch (reason) {
    case 'wrong-password':
      return story.wrongPassword(packet);
    case 'needs-clear-password':
      return story.needsClearPassword(packet);
    case 'method-not-allowed':
      return story.methodNotServed(packet);
    default:
      return story.unreadablePassword(packet);
  }
}
