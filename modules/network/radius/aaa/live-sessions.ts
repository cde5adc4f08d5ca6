import { readAccessLine } from '#protocols/radius/access-line.ts';
import { macAddress } from '#protocols/radius/mac.ts';
import type { Packet } from '#protocols/radius/packet.ts';
import { comparable } from './binding.ts';
import type { KnownAccount, KnownNas } from './directory.ts';
import { currentInterimSeconds } from './replies.ts';

const NAS_PORT_ID = 87;
const CALLING_STATION_ID = 31;
const ACCT_SESSION_ID = 44;
/** A router that does not answer the request to disconnect must not be asked again at every login. */
const yieldingMs = 120_000;
/** Of one login; a name that a whole village shares must not fill the memory. */
const mostSessions = 64;
const START = 1;
const STOP = 2;

/** The part of a NAS that outlives changes of its record. */
export interface NasLife {
  readonly id: string;
  name: string;
  /** Accounting-On or -Off: sessions that began before are over. */
  restartedAtMs: number;
}

/** A session as accounting last told of it. Only what decides whether another login may have it beside. */
export interface LiveSession {
  readonly nas: NasLife;
  readonly acctSessionId: string;
  /** As the NAS reports it; a digest of it and of the id finds the row. */
  readonly username: string;
  readonly startedAtMs: number;
  nasPortId: string | undefined;
  station: string | undefined;
  circuitId: string | undefined;
  heardAtMs: number;
  /** When its place was given to a newer login; 0 when it was not. */
  yieldedAtMs: number;
}

/** The device as it is compared: a MAC address however it is spelt, else the text. */
export const stationOf = (text: string | null | undefined): string | undefined =>
  text ? (macAddress(text) ?? text.toLowerCase()) : undefined;

/** Where a login comes from: enough to know it for the same line or device. */
export interface Origin {
  readonly nasId: string;
  readonly nasPortId: string | undefined;
  readonly station: string | undefined;
  readonly circuitId: string | undefined;
  /** Whether a port's name is one subscriber's on this make of NAS. */
  readonly portIsLine: boolean;
}

/** Makes whose NAS-Port-Id is an interface that many share. */
const sharedPorts: ReadonlySet<string> = new Set(['mikrotik', 'ubiquiti', 'generic']);

export function originOf(packet: Packet, nas: KnownNas): Origin {
  const { circuitId } = readAccessLine(packet);
  return {
    nasId: nas.record.id,
    nasPortId: packet.text(NAS_PORT_ID) || undefined,
    station: stationOf(packet.text(CALLING_STATION_ID)),
    circuitId: circuitId === undefined ? undefined : comparable(circuitId),
    portIsLine: !sharedPorts.has(nas.record.vendor),
  };
}

/** Takes an Accounting-Request into what is known of an account's sessions. */
export function noteAccounting(account: KnownAccount, packet: Packet, nas: KnownNas, status: number, nowMs: number) {
  const acctSessionId = packet.text(ACCT_SESSION_ID) ?? '';
  const { sessions } = account;
  const known = sessions?.find(
    (session) => session.acctSessionId === acctSessionId && session.nas.id === nas.record.id,
  );
  if (status === STOP) {
    if (known) forget(account, known);
    return;
  }
  if (known) {
    known.heardAtMs = nowMs;
    return;
  }
  const origin = originOf(packet, nas);
  const { nasPortId, station, circuitId } = origin;
  if (status === START && sessions) account.sessions = sessions.filter((session) => !isOwn(session, origin));
  remember(account, {
    nas: nas.life,
    acctSessionId,
    username: packet.text(1) ?? '',
    startedAtMs: nowMs,
    nasPortId,
    station,
    circuitId,
    heardAtMs: nowMs,
    yieldedAtMs: 0,
  });
}

/** Adds a session, instead of an earlier one of the same name. */
export function remember(account: KnownAccount, session: LiveSession): void {
  const others = (account.sessions ?? []).filter((other) => !isSame(other, session));
  if (others.length >= mostSessions) others.shift();
  account.sessions = [...others, session];
}

export function forget(account: KnownAccount, session: Pick<LiveSession, 'nas' | 'acctSessionId'>): void {
  const left = account.sessions?.filter((other) => !isSame(other, session)) ?? [];
  account.sessions = left.length === 0 ? undefined : left;
}

const isSame = (a: Pick<LiveSession, 'nas' | 'acctSessionId'>, b: Pick<LiveSession, 'nas' | 'acctSessionId'>) =>
  a.acctSessionId === b.acctSessionId && a.nas.id === b.nas.id;

/** The sessions that stand beside a new login from `origin`: alive as far as is known, and not this line or device itself. */
export function besides(
  sessions: readonly LiveSession[],
  origin: Origin,
  ghostAfterInterims: number,
  nowMs: number,
): LiveSession[] {
  const heardSinceMs = nowMs - ghostAfterInterims * currentInterimSeconds() * 1000;
  return sessions.filter(
    (session) =>
      session.heardAtMs >= heardSinceMs &&
      session.startedAtMs >= session.nas.restartedAtMs &&
      nowMs - session.yieldedAtMs >= yieldingMs &&
      !isOwn(session, origin),
  );
}

/** The same device, the same circuit or the same port: its earlier session is over, whether or not its Stop has come. */
function isOwn(session: LiveSession, origin: Origin): boolean {
  if (session.station !== undefined && session.station === origin.station) return true;
  if (session.circuitId !== undefined && session.circuitId === origin.circuitId) return true;
  if (session.nas.id !== origin.nasId || session.nasPortId === undefined || session.nasPortId !== origin.nasPortId)
    return false;
  return origin.portIsLine || session.station === undefined || origin.station === undefined;
}
