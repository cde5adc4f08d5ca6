import type { PolicyValues } from './policy-rules.ts';
import type { authLog, radiusAccount, radiusSession } from './tables.ts';

interface Evidence {
  account: typeof radiusAccount.$inferSelect;
  policy: PolicyValues;
  /** Newest first. */
  attempts: readonly (typeof authLog.$inferSelect)[];
  sessions: readonly (typeof radiusSession.$inferSelect)[];
  interimSeconds: number;
  nowMs: number;
}
export interface Finding {
  tone: 'ok' | 'info' | 'warn' | 'bad';
  text: string;
}

const manyRefusals = 5;
const pingPongMinutes = 30;
const manyTakeOvers = 3;

/** What somebody with experience would say at a glance. */
export function findingsOf(evidence: Evidence): Finding[] {
  return [...stateOf(evidence), ...lastAttempt(evidence), ...ofSessions(evidence), ...ofSettings(evidence)];
}

function stateOf({ account, policy }: Evidence): Finding[] {
  if (account.state === 'disabled') return [{ tone: 'bad', text: 'The login is disabled: every attempt is refused.' }];
  if (account.state === 'active') return [];
  return policy.suspendedAccess === 'walled_garden'
    ? [
        {
          tone: 'warn',
          text: `The service is suspended: it is let into the walled garden “${policy.gardenName}” only.`,
        },
      ]
    : [{ tone: 'bad', text: 'The service is suspended: every attempt is refused.' }];
}

function lastAttempt({ attempts, nowMs }: Evidence): Finding[] {
  const [last] = attempts;
  if (!last)
    return [
      {
        tone: 'info',
        text: 'No attempt of this login is on record. If the subscriber tries now and nothing appears, the request does not reach this server, or comes with another name.',
      },
    ];
  if (last.accepted) return ofTakeOvers(attempts, nowMs);
  const since = attempts.findIndex((attempt) => attempt.accepted);
  const refused = since === -1 ? attempts.length : since;
  const times = refused >= manyRefusals ? ` The last ${refused} attempts were refused.` : '';
  return [{ tone: 'bad', text: `Last refused (${last.reason}). ${last.explanation ?? ''}${times}`.trim() }];
}

/** Two devices with one login throw each other out for ever; nobody sees that from a single line. */
function ofTakeOvers(attempts: Evidence['attempts'], nowMs: number): Finding[] {
  const recent = attempts.filter(
    ({ at, reason }) => nowMs - Date.parse(at) < pingPongMinutes * 60_000 && reason.includes('older session'),
  );
  const devices = new Set(recent.map(({ callingStationId }) => callingStationId));
  if (recent.length < manyTakeOvers) return [];
  return [
    {
      tone: 'warn',
      text: `${recent.length} logins in ${pingPongMinutes} minutes took over from an older session, from ${devices.size} devices: are two routers set up with this login?`,
    },
  ];
}

function ofSessions({ account, sessions, policy, interimSeconds, nowMs }: Evidence): Finding[] {
  const ghostMs = policy.ghostAfterInterims * interimSeconds * 1000;
  const silent = sessions.filter(({ updatedAt }) => nowMs - Date.parse(updatedAt) > ghostMs);
  const found: Finding[] = silent.map(({ nasName, acctSessionId }) => ({
    tone: 'warn',
    text: `The session ${acctSessionId} at ${nasName} has missed ${policy.ghostAfterInterims} reports or more: it may be a ghost. It keeps nobody out.`,
  }));
  const alive = sessions.length - silent.length;
  if (alive > 0) found.push({ tone: 'ok', text: `On line with ${alive} ${alive === 1 ? 'session' : 'sessions'}.` });
  if (account.simultaneousUse > 0 && alive > account.simultaneousUse)
    found.push({ tone: 'warn', text: `${alive} sessions live, and ${account.simultaneousUse} at once are allowed.` });
  return found;
}

function ofSettings({ account, attempts, policy }: Evidence): Finding[] {
  const found: Finding[] = [];
  const [last] = attempts;
  const binding = account.lineBinding ?? policy.lineBinding;
  if (account.circuitId !== null && last && last.circuitId === null && binding !== 'ignore')
    found.push({
      tone: binding === 'enforce' ? 'bad' : 'warn',
      text: 'The login is bound to a circuit, but its requests name none: switch option 82 on at the access node, and have the NAS pass it on.',
    });
  if (account.passwordKeeping === 'hashed')
    found.push({ tone: 'info', text: 'The password is kept as a salted hash: only PAP works.' });
  return found;
}
