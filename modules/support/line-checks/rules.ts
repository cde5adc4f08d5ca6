export const findingTones = ['ok', 'info', 'warn', 'bad'] as const;
export type FindingTone = (typeof findingTones)[number];
/** What can be seen of a line from the provider's side; each door has words of its own for them. */
export const findingCodes = [
  'outage',
  'planned-work',
  'no-service',
  'suspended',
  'overdue',
  'account-ok',
  'online',
  'offline',
  'never-online',
  'refused',
  'router-ok',
  'router-silent',
  'throttled',
  'blocked',
  'data-ok',
] as const;
export type FindingCode = (typeof findingCodes)[number];
export const adviceCodes = ['wait', 'pay', 'contact', 'login', 'device', 'data', 'restart', 'wifi'] as const;
export type AdviceCode = (typeof adviceCodes)[number];

export interface Finding {
  code: FindingCode;
  tone: FindingTone;
  /** What the words name: times, reasons, counts. */
  values: Record<string, string>;
}

/** Why a login was refused, as far as it makes a difference to who has the router in front of them. */
export const refusalKinds = ['password', 'line', 'device', 'elsewhere', 'closed', 'other'] as const;
export type RefusalKind = (typeof refusalKinds)[number];
const kindsByReason: Record<string, RefusalKind> = {
  'wrong password': 'password',
  'unreadable password': 'password',
  'no password in the request': 'password',
  'several kinds of password in one request': 'password',
  'only PAP works with a hashed password': 'password',
  'authentication method not supported': 'password',
  'wrong line': 'line',
  'wrong device': 'device',
  'already online': 'elsewhere',
  suspended: 'closed',
  disabled: 'closed',
  'the provider is stopped': 'closed',
};
export const refusalKindOf = (reason: string): RefusalKind => kindsByReason[reason] ?? 'other';

export interface LineFacts {
  nowMs: number;
  notices: readonly {
    kind: 'outage' | 'planned';
    state: 'coming' | 'current' | 'over';
    title: string;
    endsAt: string | null;
  }[];
  /** With the reason of a suspension by its code. */
  services: readonly { status: string; reason: string | null }[];
  overdue: boolean;
  session: { startedAt: string; stoppedAt: string | null; terminateCause: string | null } | null;
  /** Newest first. */
  attempts: readonly { at: string; accepted: boolean; reason: string }[];
  /** Of the NAS that carries or carried the line. */
  routerSeenAt: string | null | undefined;
  data: { state: 'within' | 'throttled' | 'blocked'; usedPercent: number; throttledKbps: number | null } | null;
}

const dayMs = 86_400_000;
/** Accounting comes every few minutes; a NAS that is silent for longer is in trouble itself. */
const routerSilentMs = 20 * 60_000;

const finding = (code: FindingCode, tone: FindingTone, values: Record<string, string> = {}): Finding => ({
  code,
  tone,
  values,
});

/** What is found, in the order in which it explains a line that does not work. */
export function findingsOf(facts: LineFacts): Finding[] {
  return [...known(facts), ...account(facts), ...line(facts), ...refused(facts), ...router(facts), ...data(facts)];
}

const known = ({ notices }: LineFacts): Finding[] =>
  notices
    .filter(({ state }) => state === 'current')
    .map(({ kind, title, endsAt }) =>
      finding(kind === 'outage' ? 'outage' : 'planned-work', kind === 'outage' ? 'bad' : 'warn', {
        title,
        ...(endsAt ? { until: endsAt } : {}),
      }),
    );

function account({ services, overdue }: LineFacts): Finding[] {
  if (services.some(({ status }) => status === 'active'))
    return [overdue ? finding('overdue', 'warn') : finding('account-ok', 'ok')];
  const suspended = services.find(({ status }) => status === 'suspended');
  if (!suspended) return [finding('no-service', 'bad')];
  return [finding('suspended', 'bad', suspended.reason ? { reason: suspended.reason } : {})];
}

function line({ session }: LineFacts): Finding[] {
  if (!session) return [finding('never-online', 'warn')];
  if (session.stoppedAt === null) return [finding('online', 'ok', { since: session.startedAt })];
  const cause = session.terminateCause;
  return [finding('offline', 'bad', { since: session.stoppedAt, ...(cause ? { cause } : {}) })];
}

/** Refusals since the last success; those before the present session are history. */
function refused({ attempts, session, nowMs }: LineFacts): Finding[] {
  const lastAccepted = attempts.findIndex(({ accepted }) => accepted);
  const recent = attempts
    .slice(0, lastAccepted === -1 ? attempts.length : lastAccepted)
    .filter(({ at }) => nowMs - Date.parse(at) < dayMs)
    .filter(({ at }) => !(session && session.stoppedAt === null && at < session.startedAt));
  const [last] = recent;
  if (!last) return [];
  return [finding('refused', 'bad', { kind: refusalKindOf(last.reason), times: String(recent.length), at: last.at })];
}

function router({ routerSeenAt, nowMs }: LineFacts): Finding[] {
  if (!routerSeenAt) return [];
  const silent = nowMs - Date.parse(routerSeenAt) > routerSilentMs;
  return [silent ? finding('router-silent', 'bad', { since: routerSeenAt }) : finding('router-ok', 'ok')];
}

function data({ data: cap }: LineFacts): Finding[] {
  if (!cap) return [];
  if (cap.state === 'blocked') return [finding('blocked', 'bad')];
  if (cap.state === 'throttled')
    return [finding('throttled', 'warn', cap.throttledKbps === null ? {} : { kbps: String(cap.throttledKbps) })];
  return [finding('data-ok', 'ok', { percent: String(cap.usedPercent) })];
}

/** The one thing to do next. */
export function adviceOf(findings: readonly Finding[]): AdviceCode {
  const has = (code: FindingCode) => findings.find((found) => found.code === code);
  if (has('outage') || has('planned-work') || has('router-silent')) return 'wait';
  const suspended = has('suspended');
  if (suspended) return suspended.values['reason'] === 'non_payment' ? 'pay' : 'contact';
  if (has('no-service')) return 'contact';
  if (has('blocked') || has('throttled')) return 'data';
  const kind = has('refused')?.values['kind'];
  if (kind === 'password') return 'login';
  if (kind === 'device' || kind === 'line' || kind === 'elsewhere') return 'device';
  if (kind !== undefined) return 'contact';
  return has('online') ? 'wifi' : 'restart';
}

/** Less than this of what the plan grants is called slow. */
const slowShare = 0.6;
export const isSlow = (downloadBps: number, planKbps: number | null): boolean =>
  planKbps !== null && downloadBps < planKbps * 1000 * slowShare;
