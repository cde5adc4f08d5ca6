import type { Reply } from '#protocols/radius/reply.ts';
import type { RadiusRequest } from '#protocols/radius/server.ts';
import { type Decision, decide } from './decide.ts';
import type { KnownNas } from './directory.ts';

/** Told of every login, before the answer leaves. Must be cheap. */
export type LoginListener = (request: RadiusRequest<KnownNas>, decision: Decision) => void;

/** Answers Access-Requests from memory, without waiting for anything but the slow hash of a password not yet seen. */
export function authorizer(
  onLogin: LoginListener,
  nowMs: () => number,
): (request: RadiusRequest<KnownNas>) => Reply | undefined | Promise<Reply | undefined> {
  const act = (request: RadiusRequest<KnownNas>, decision: Decision | undefined): Reply | undefined => {
    if (decision === undefined) return undefined;
    onLogin(request, decision);
    for (const session of decision.yielding) session.yieldedAtMs = nowMs();
    return decision.reply;
  };
  return (request) => {
    const decision = decide(request, nowMs());
    return decision instanceof Promise ? decision.then((made) => act(request, made)) : act(request, decision);
  };
}
