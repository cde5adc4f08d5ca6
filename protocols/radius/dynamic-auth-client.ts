import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attribute } from './attributes.ts';
import { RadiusClient } from './client.ts';
import { code } from './codes.ts';
import { readDynamicAuthReply, type SessionSelectors } from './dynamic-auth.ts';
import { SharedSecret } from './secret.ts';
import { type StoredShaping, speedGrant } from './speed-grant.ts';
import { disconnectAttributes, type NasVendor, type SpeedGrant, speedChangeAttributes } from './vendor-reply.ts';

/** A question to the NAS that carries a session. The secret is in clear: never to be kept in a record. */
export interface DynamicAuthTarget {
  /** `probe`: a change to the speed it has already, which only tells whether the NAS knows the session. */
  readonly kind: 'disconnect' | 'change_speed' | 'probe';
  readonly vendor: NasVendor;
  readonly address: string;
  /** RFC 5176: 3799. */
  readonly coaPort: number;
  readonly sharedSecret: string;
  readonly session: SessionSelectors;
  /** Not needed to disconnect. */
  readonly speed: SpeedGrant | null;
}

/** The same as rows keep it: null where there is nothing. */
export interface StoredTarget {
  readonly kind: DynamicAuthTarget['kind'];
  readonly vendor: NasVendor;
  readonly address: string;
  readonly coaPort: number;
  readonly sharedSecret?: string;
  readonly username: string;
  readonly acctSessionId: string;
  readonly framedIpAddress: string | null;
  readonly callingStationId: string | null;
  readonly downloadKbps: number | null;
  readonly uploadKbps: number | null;
  readonly shaping: StoredShaping | null;
}

/** @throws Error without the secret, which views of a row leave out */
export function dynamicAuthTarget(row: StoredTarget): DynamicAuthTarget {
  const { kind, vendor, address, coaPort, sharedSecret, downloadKbps, uploadKbps, shaping } = row;
  if (sharedSecret === undefined) throw new Error('A target without its secret cannot be asked.');
  return {
    kind,
    vendor,
    address,
    coaPort,
    sharedSecret,
    session: {
      userName: row.username,
      acctSessionId: row.acctSessionId,
      ...(row.framedIpAddress === null ? {} : { framedIpAddress: row.framedIpAddress }),
      ...(row.callingStationId === null ? {} : { callingStationId: row.callingStationId }),
    },
    speed: downloadKbps === null || uploadKbps === null ? null : speedGrant(downloadKbps, uploadKbps, shaping),
  };
}

export interface DynamicAuthAnswer {
  outcome: 'ack' | 'nak' | 'timeout';
  /** RFC 5176 3.5. */
  errorCause: number | null;
  errorCauseText: string | null;
  /** Packets sent. */
  attempts: number;
}

const retransmit = { timeoutMs: 2000, tries: 3 };
const clients: { ipv4?: RadiusClient; ipv6?: RadiusClient } = {};
function clientFor(address: string): RadiusClient {
  if (isIPv6(address)) {
    clients.ipv6 ??= new RadiusClient({ localAddress: '::', retransmit });
    return clients.ipv6;
  }
  clients.ipv4 ??= new RadiusClient({ retransmit });
  return clients.ipv4;
}

function attributesFor({ kind, vendor, address, session, speed }: DynamicAuthTarget): Attribute[] {
  const selectors = isIPv6(address) ? session : { ...session, nasIpAddress: address };
  if (kind === 'disconnect') return disconnectAttributes(vendor, selectors);
  // Without a speed only the session is named, in the way of the RFC.
  return speed === null ? disconnectAttributes('generic', selectors) : speedChangeAttributes(vendor, selectors, speed);
}

/**
 * Asks the NAS that carries the session, at its own address with its own secret (RFC 5176), three times in about 14 seconds.
 * It may have done it although no answer came.
 */
export async function askNas(target: DynamicAuthTarget): Promise<DynamicAuthAnswer> {
  const result = await clientFor(target.address).send(
    { address: target.address, port: target.coaPort, secret: new SharedSecret(target.sharedSecret) },
    {
      code: target.kind === 'disconnect' ? code['Disconnect-Request'] : code['CoA-Request'],
      attributes: attributesFor(target),
      messageAuthenticator: true,
    },
  );
  if (!result.ok) {
    const wrongSecret = result.invalidReplies > 0 ? 'Answers came, but not with our secret.' : null;
    return { outcome: 'timeout', errorCause: null, errorCauseText: wrongSecret, attempts: result.tries };
  }
  const { acknowledged, errorCause, errorCauseName } = readDynamicAuthReply(result.reply);
  return {
    outcome: acknowledged ? 'ack' : 'nak',
    errorCause: errorCause ?? null,
    errorCauseText: errorCauseName ?? null,
    attempts: result.tries,
  };
}

export interface Pace {
  /** Requests begun per second and NAS: control planes of routers are slow, and busy with logins. */
  readonly perSecond: number;
  /** Requests to one NAS that wait for their answer at once. */
  readonly inFlight: number;
  /** So many silences in a row, and the rest is not asked. */
  readonly giveUpAfter: number;
}
export const gentle: Pace = { perSecond: 50, inFlight: 8, giveUpAfter: 8 };

/** What stands for an answer of a NAS that was not asked because it had fallen silent. */
export const notAsked: DynamicAuthAnswer = {
  outcome: 'timeout',
  errorCause: null,
  errorCauseText: 'Not asked: the NAS left the requests before this one unanswered.',
  attempts: 0,
};

/**
 * Asks many, each NAS at its own pace and all of them side by side. `tell` hears every answer as it comes.
 */
export async function askPaced<K>(
  targets: readonly { key: K; target: DynamicAuthTarget }[],
  tell: (key: K, answer: DynamicAuthAnswer) => void,
  pace: Pace = gentle,
): Promise<void> {
  const byNas = Map.groupBy(targets, ({ target }) => target.address);
  await Promise.all([...byNas.values()].map((list) => askOneNas(list, tell, pace)));
}

async function askOneNas<K>(
  list: readonly { key: K; target: DynamicAuthTarget }[],
  tell: (key: K, answer: DynamicAuthAnswer) => void,
  { perSecond, inFlight, giveUpAfter }: Pace,
): Promise<void> {
  const queue = list.values();
  let silences = 0;
  let nextAt = performance.now();
  const worker = async () => {
    for (const { key, target } of queue) {
      if (silences >= giveUpAfter) {
        tell(key, notAsked);
        continue;
      }
      const now = performance.now();
      const at = Math.max(now, nextAt);
      nextAt = at + 1000 / perSecond;
      if (at > now) await sleep(at - now);
      const answer = await askNas(target);
      silences = answer.outcome === 'timeout' ? silences + 1 : 0;
      tell(key, answer);
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, list.length) }, worker));
}
