import { readAccessLine } from '#protocols/radius/access-line.ts';
import type { Reply } from '#protocols/radius/reply.ts';
import type { RadiusRequest } from '#protocols/radius/server.ts';
import type { LoginListener } from './authorize.ts';
import { acceptNotes, type Decision, rejectReasons } from './decide.ts';
import type { Directory, KnownNas } from './directory.ts';
import { stationOf } from './live-sessions.ts';
import { acctKeyOf } from './report.ts';
import { recordKind } from './spool-format.ts';
import type { SpoolWriter } from './spool-writer.ts';
import { methodOf, takenOver } from './stories.ts';

const NAS_PORT_ID = 87;
const CALLING_STATION_ID = 31;
const longestName = 253;
const none = new Uint8Array(0);

/** One line of the login log on its way through the spool. */
export interface LoginRecord {
  tenantId: string;
  nasId: string;
  nasName: string;
  /** Unix milliseconds. */
  atMs: number;
  username: string;
  customerId: string | null;
  callingStationId: string | null;
  accepted: boolean;
  reason: string;
  accountId: string | null;
  explanation: string;
  method: string | null;
  circuitId: string | null;
  remoteId: string | null;
  nasPortId: string | null;
}
/** A session whose place a newer login took: it is to be disconnected. */
export interface TakeOverRecord {
  tenantId: string;
  accountId: string;
  customerId: string | null;
  acctKey: string;
  atMs: number;
  reason: string;
}
/** What happened at a NAS since the last of these. */
export interface CountsRecord {
  tenantId: string;
  nasId: string;
  atMs: number;
  accepts: number;
  rejects: number;
  /** The rejects by reason, as staff read it. */
  reasons?: Record<string, number>;
  seen: boolean;
  problem: string | null;
}

export interface LoginLog {
  readonly onLogin: LoginListener;
  readonly counters: { accepts: number; rejects: number; unlogged: number };
  /** Spools what was counted since the last time. */
  count(): void;
  /** Lets lines through again; call it every second. */
  refill(): void;
}

/**
 * Keeps the lines of the login log and counts every login. Lines are limited, accepts and rejects apart, so that a storm of
 * logins or a broken router costs nothing and cannot fill the database; the counts stay exact.
 * @param perSecond lines of each kind, at most
 */
export function loginLog(
  directory: Directory,
  spool: Pick<SpoolWriter<Reply>, 'append'>,
  nowMs: () => number,
  perSecond = 200,
): LoginLog {
  const counters = { accepts: 0, rejects: 0, unlogged: 0 };
  const reasons = new Map<KnownNas['record']['id'], Map<string, number>>();
  let acceptLines = perSecond;
  let rejectLines = perSecond;

  const put = (kind: number, record: LoginRecord | CountsRecord | TakeOverRecord) => {
    const octets = Buffer.from(JSON.stringify(record));
    return spool.append(kind, none, none, octets, octets.length) !== undefined;
  };

  function line({ packet, nas }: RadiusRequest<KnownNas>, decision: Decision): boolean {
    const { record } = nas;
    const { username, account, rejected, note, explain } = decision;
    const { circuitId, remoteId } = readAccessLine(packet);
    return put(recordKind.authLog, {
      tenantId: record.tenantId,
      nasId: record.id,
      nasName: record.name,
      atMs: nowMs(),
      username: username.slice(0, longestName),
      customerId: account?.record.customerId ?? null,
      callingStationId: packet.text(CALLING_STATION_ID) ?? null,
      accepted: rejected === undefined,
      reason: rejected ? rejectReasons[rejected] : note ? acceptNotes[note] : 'accepted',
      accountId: account?.record.id ?? null,
      explanation: explain(),
      method: methodOf(packet) ?? null,
      circuitId: circuitId ?? null,
      remoteId: remoteId ?? null,
      nasPortId: packet.text(NAS_PORT_ID) ?? null,
    });
  }

  function takeOver({ packet }: RadiusRequest<KnownNas>, { account, yielding }: Decision): void {
    if (account === undefined) return;
    const { id, tenantId, customerId } = account.record;
    const reason = takenOver(stationOf(packet.text(CALLING_STATION_ID)));
    for (const { nas, username, acctSessionId } of yielding) {
      const acctKey = acctKeyOf(nas.id, username, acctSessionId);
      put(recordKind.takeOver, { tenantId, accountId: id, customerId, acctKey, atMs: nowMs(), reason });
    }
  }

  return {
    counters,
    onLogin(request, decision) {
      const { nas } = request;
      nas.seen = true;
      if (decision.yielding.length > 0) takeOver(request, decision);
      let logged = false;
      if (decision.rejected === undefined) {
        counters.accepts++;
        nas.accepts++;
        if (acceptLines > 0) {
          acceptLines--;
          logged = line(request, decision);
        }
      } else {
        counters.rejects++;
        nas.rejects++;
        const words = rejectReasons[decision.rejected];
        const ofNas = reasons.getOrInsertComputed(nas.record.id, () => new Map());
        ofNas.set(words, (ofNas.get(words) ?? 0) + 1);
        if (rejectLines > 0) {
          rejectLines--;
          logged = line(request, decision);
        }
      }
      if (!logged) counters.unlogged++;
    },
    refill() {
      acceptLines = perSecond;
      rejectLines = perSecond;
    },
    count() {
      for (const { nas } of directory.nas()) {
        const { accepts, rejects, seen, problem } = nas;
        if (accepts === 0 && rejects === 0 && !seen && problem === undefined) continue;
        const counts = {
          tenantId: nas.record.tenantId,
          nasId: nas.record.id,
          atMs: nowMs(),
          accepts,
          rejects,
          reasons: Object.fromEntries(reasons.get(nas.record.id) ?? []),
          seen,
          problem: problem ?? null,
        };
        if (!put(recordKind.authCounts, counts)) continue;
        reasons.delete(nas.record.id);
        nas.accepts = 0;
        nas.rejects = 0;
        nas.seen = false;
        nas.problem = undefined;
      }
    },
  };
}
