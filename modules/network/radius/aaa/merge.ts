/** What one accounting record says of a session, times by this server's clock. */
export interface Report {
  readonly status: 'start' | 'interim-update' | 'stop';
  /** When it happened: arrival less Acct-Delay-Time. Unix milliseconds. */
  readonly atMs: number;
  readonly seconds: number | undefined;
  readonly downloadBytes: number | undefined;
  readonly uploadBytes: number | undefined;
  /** The NAS sent no Gigawords with it: its counters begin again at 2^32. */
  readonly wraps: boolean;
  readonly terminateCause: string | null;
  readonly nasPortId: string | null;
  readonly callingStationId: string | null;
  readonly framedIpAddress: string | null;
  readonly framedIpv6Prefix: string | null;
  readonly delegatedIpv6Prefix: string | null;
}

/** Whose session it is; does not change while it lives. */
export interface Identity {
  readonly tenantId: string;
  readonly nasId: string;
  readonly accountId: string | null;
  readonly username: string;
  readonly acctSessionId: string;
}

/** A session as its row holds it. */
export interface Session extends Identity {
  id: string;
  acctKey: string;
  accountId: string | null;
  customerId: string | null;
  subscriptionId: string | null;
  /** Of the row as read; -1 before there is one. */
  revision: number;
  startedAtMs: number;
  updatedAtMs: number;
  stoppedAtMs: number | null;
  stopPresumed: boolean;
  terminateCause: string | null;
  sessionSeconds: number;
  downloadBytes: number;
  uploadBytes: number;
  downloadBps: number;
  uploadBps: number;
  usageHourMs: number;
  usageDownloadBytes: number;
  usageUploadBytes: number;
  nasPortId: string | null;
  callingStationId: string | null;
  framedIpAddress: string | null;
  framedIpv6Prefix: string | null;
  delegatedIpv6Prefix: string | null;
}

/** Traffic that is new: towards the tenant's total at once, towards the account when its hour is over. */
export interface UsageSink {
  total(session: Session, hourMs: number, downloadBytes: number, uploadBytes: number): void;
  account(session: Session, hourMs: number, downloadBytes: number, uploadBytes: number): void;
}

export interface Merged {
  readonly session: Session;
  /** An earlier session of the same name whose place this one takes. */
  readonly retired?: Session;
}

const hourMs = 3_600_000;
const hourOf = (atMs: number) => Math.floor(atMs / hourMs) * hourMs;
const wrapBytes = 2 ** 32;
/** How far the start that later records imply may wander: NASes round, and networks delay. */
const startToleranceMs = 60_000;
/** A Start this long after the Stop is no straggler. */
const reuseToleranceMs = 30_000;
export const silentCause = 'NAS fell silent';
export const restartedCause = 'NAS restarted';

/**
 * Takes a record into a session. Counters never go back and nothing is counted twice, whatever is repeated, delayed or out of
 * order. `session` is changed in place; `newId` names the session when there is none yet or the NAS reuses an id.
 */
export function merge(
  session: Session | undefined,
  identity: Identity,
  acctKey: string,
  report: Report,
  newId: () => string,
  usage: UsageSink,
): Merged {
  if (session === undefined) return { session: begin(identity, acctKey, report, newId(), usage) };
  if (isAnotherSession(session, report)) {
    if (session.stoppedAtMs === null) presumeStopped(session, session.updatedAtMs, restartedCause, usage);
    session.acctKey = session.id;
    return { session: begin(identity, acctKey, report, newId(), usage), retired: session };
  }
  takeCounters(session, report, usage);
  takeDetails(session, report);
  if (report.status === 'stop') stop(session, report, usage);
  else if (session.stopPresumed && report.status === 'interim-update' && report.atMs > (session.stoppedAtMs ?? 0)) {
    session.stoppedAtMs = null;
    session.stopPresumed = false;
    session.terminateCause = null;
  }
  session.updatedAtMs = Math.max(session.updatedAtMs, report.atMs);
  return { session };
}

/** Ends a session that will not be heard of again, as far as is known. */
export function presumeStopped(session: Session, atMs: number, cause: string, usage: UsageSink): void {
  session.stoppedAtMs = Math.max(session.startedAtMs, atMs);
  session.stopPresumed = true;
  session.terminateCause = cause;
  session.downloadBps = 0;
  session.uploadBps = 0;
  flushHour(session, usage);
}

const startOf = (report: Report) => report.atMs - (report.seconds ?? 0) * 1000;

/** NASes count Acct-Session-Ids from the beginning after a restart, so the same id may mean another session. */
function isAnotherSession(session: Session, report: Report): boolean {
  const { stoppedAtMs, stopPresumed } = session;
  if (report.status === 'start') {
    // A live session may have its Start repeated late; only its next counters can tell.
    return stoppedAtMs !== null && report.atMs > stoppedAtMs + (stopPresumed ? 0 : reuseToleranceMs);
  }
  if (report.seconds === undefined) return false;
  if (stoppedAtMs !== null && !stopPresumed) return startOf(report) > stoppedAtMs + reuseToleranceMs;
  return report.seconds < session.sessionSeconds && startOf(report) > session.startedAtMs + startToleranceMs;
}

function begin(identity: Identity, acctKey: string, report: Report, id: string, usage: UsageSink): Session {
  const startedAtMs = startOf(report);
  const { tenantId, nasId, accountId, username, acctSessionId } = identity;
  const session: Session = {
    tenantId,
    nasId,
    accountId,
    username,
    acctSessionId,
    id,
    acctKey,
    customerId: null,
    subscriptionId: null,
    revision: -1,
    startedAtMs,
    updatedAtMs: report.atMs,
    stoppedAtMs: null,
    stopPresumed: false,
    terminateCause: null,
    sessionSeconds: 0,
    downloadBytes: 0,
    uploadBytes: 0,
    downloadBps: 0,
    uploadBps: 0,
    usageHourMs: hourOf(report.atMs),
    usageDownloadBytes: 0,
    usageUploadBytes: 0,
    nasPortId: null,
    callingStationId: null,
    framedIpAddress: null,
    framedIpv6Prefix: null,
    delegatedIpv6Prefix: null,
  };
  takeCounters(session, report, usage);
  takeDetails(session, report);
  if (report.status === 'stop') stop(session, report, usage);
  return session;
}

function takeCounters(session: Session, report: Report, usage: UsageSink): void {
  const later = (report.seconds ?? 0) > session.sessionSeconds;
  const download = grown(session.downloadBytes, report.downloadBytes, report.wraps && later);
  const upload = grown(session.uploadBytes, report.uploadBytes, report.wraps && later);
  const downloadBytes = download - session.downloadBytes;
  const uploadBytes = upload - session.uploadBytes;
  const elapsedSeconds =
    report.seconds === undefined ? (report.atMs - session.updatedAtMs) / 1000 : report.seconds - session.sessionSeconds;
  if (elapsedSeconds >= 1 && session.stoppedAtMs === null && report.status !== 'start') {
    session.downloadBps = Math.round((downloadBytes * 8) / elapsedSeconds);
    session.uploadBps = Math.round((uploadBytes * 8) / elapsedSeconds);
  }
  session.downloadBytes = download;
  session.uploadBytes = upload;
  session.sessionSeconds = Math.max(session.sessionSeconds, report.seconds ?? 0);
  if (downloadBytes > 0 || uploadBytes > 0) count(session, hourOf(report.atMs), downloadBytes, uploadBytes, usage);
}

/** The counter after a report; what lies behind what is known already says nothing new. */
function grown(known: number, reported: number | undefined, wraps: boolean): number {
  if (reported === undefined) return known;
  if (reported >= known || !wraps || reported >= wrapBytes) return Math.max(known, reported);
  return reported + Math.ceil((known - reported) / wrapBytes) * wrapBytes;
}

function count(session: Session, hour: number, downloadBytes: number, uploadBytes: number, usage: UsageSink): void {
  usage.total(session, hour, downloadBytes, uploadBytes);
  if (hour < session.usageHourMs || session.stoppedAtMs !== null) {
    usage.account(session, hour, downloadBytes, uploadBytes);
    return;
  }
  if (hour > session.usageHourMs) {
    flushHour(session, usage);
    session.usageHourMs = hour;
  }
  session.usageDownloadBytes += downloadBytes;
  session.usageUploadBytes += uploadBytes;
}

function flushHour(session: Session, usage: UsageSink): void {
  const { usageDownloadBytes, usageUploadBytes } = session;
  if (usageDownloadBytes > 0 || usageUploadBytes > 0)
    usage.account(session, session.usageHourMs, usageDownloadBytes, usageUploadBytes);
  session.usageDownloadBytes = 0;
  session.usageUploadBytes = 0;
}

function takeDetails(session: Session, report: Report): void {
  session.nasPortId = report.nasPortId ?? session.nasPortId;
  session.callingStationId = report.callingStationId ?? session.callingStationId;
  session.framedIpAddress = report.framedIpAddress ?? session.framedIpAddress;
  session.framedIpv6Prefix = report.framedIpv6Prefix ?? session.framedIpv6Prefix;
  session.delegatedIpv6Prefix = report.delegatedIpv6Prefix ?? session.delegatedIpv6Prefix;
}

function stop(session: Session, report: Report, usage: UsageSink): void {
  if (session.stoppedAtMs !== null && !session.stopPresumed) return;
  session.stoppedAtMs = Math.max(session.startedAtMs, report.atMs);
  session.stopPresumed = false;
  session.terminateCause = report.terminateCause;
  session.downloadBps = 0;
  session.uploadBps = 0;
  flushHour(session, usage);
}
