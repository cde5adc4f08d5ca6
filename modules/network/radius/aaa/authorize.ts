import { type AuthFailure, authenticate } from '#protocols/radius/auth.ts';
import { code } from '#protocols/radius/codes.ts';
import { bareReply, type Reply } from '#protocols/radius/reply.ts';
import type { RadiusRequest } from '#protocols/radius/server.ts';
import { acceptOf, type KnownAccount, type KnownNas, rejectOf } from './directory.ts';

const USER_NAME = 1;

export type RejectReason = AuthFailure | 'no-such-user' | 'suspended' | 'disabled';

/** The reasons as staff read them. */
export const rejectReasons: Record<RejectReason, string> = {
  'wrong-password': 'wrong password',
  'no-such-user': 'no such user',
  suspended: 'suspended',
  disabled: 'disabled',
  'no-credentials': 'no password in the request',
  'several-credentials': 'several kinds of password in one request',
  'malformed-credentials': 'unreadable password',
  'method-not-allowed': 'authentication method not supported',
  'needs-clear-password': 'authentication method not supported',
};

/** Told of every login, before the answer leaves. `reason` is undefined for an Accept. Must be cheap. */
export type LoginListener = (
  request: RadiusRequest<KnownNas>,
  username: string,
  account: KnownAccount | undefined,
  reason: RejectReason | undefined,
) => void;

/** For who does not know the password; such a router often asks again at once, for ever. */
const plainReject: Reply = { ...bareReply(code['Access-Reject']), unhurried: true };

/**
 * Answers Access-Requests from memory, without waiting for anything. An unknown user and a wrong password get the same
 * Reject, so that names cannot be guessed; only who knows the password learns that the service is suspended.
 */
export function authorizer(onLogin: LoginListener): (request: RadiusRequest<KnownNas>) => Reply {
  return (request) => {
    const { packet, nas } = request;
    const username = packet.text(USER_NAME) ?? '';
    const account = nas.accounts.get(username);
    if (account === undefined) {
      onLogin(request, username, undefined, 'no-such-user');
      return plainReject;
    }
    const outcome = authenticate(packet, request.secret, account.password);
    if (!outcome.ok) {
      onLogin(request, username, account, outcome.reason);
      return outcome.attributes.length === 0
        ? plainReject
        : { code: code['Access-Reject'], attributes: outcome.attributes, unhurried: true };
    }
    const { state } = account.record;
    if (state !== 'active') {
      onLogin(request, username, account, state);
      return rejectOf(account, state);
    }
    onLogin(request, username, account, undefined);
    const accept = acceptOf(account, nas.record.vendor);
    if (outcome.attributes.length === 0) return accept;
    return { code: accept.code, attributes: Buffer.concat([accept.attributes, outcome.attributes]) };
  };
}
