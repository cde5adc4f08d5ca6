import { credentialKind } from '#protocols/radius/auth.ts';
import type { Packet } from '#protocols/radius/packet.ts';
import type { KnownAccount } from './directory.ts';
import type { LiveSession } from './live-sessions.ts';
import type { PolicyRecord } from './policies.ts';
import { rejectSentence } from './replies.ts';

/** What happened at a login, in whole sentences: written only when somebody will read them. */

const methodNames = {
  pap: 'PAP',
  chap: 'CHAP',
  'ms-chap': 'MS-CHAP version 1',
  'ms-chap-v2': 'MS-CHAPv2',
  eap: 'EAP',
} as const;

/** How the NAS asked, such as `CHAP`; undefined when the request says nothing or too much. */
export function methodOf(packet: Packet): string | undefined {
  const kind = credentialKind(packet);
  return kind === 'no-credentials' || kind === 'several-credentials' ? undefined : methodNames[kind];
}

export const wrongPassword = (packet: Packet): string =>
  `The login exists, but the password sent (${methodOf(packet)}) is not the one on file.`;
export const unknownName = (username: string): string =>
  username === '' ? 'The request names nobody.' : 'No login has this name. Names are compared letter by letter.';
export const needsClearPassword = (packet: Packet): string =>
  `The NAS asked by ${methodOf(packet)}, but only a salted hash of this password is kept, which serves PAP alone. Let the NAS use PAP, or keep passwords reversibly and set this one anew.`;
export const methodNotServed = (packet: Packet): string =>
  `The NAS asked by ${methodOf(packet)}, which is not served. Let it use PAP, CHAP or MS-CHAPv2.`;
export const unreadablePassword = (packet: Packet): string =>
  `The password of the request cannot be read (${methodOf(packet) ?? 'none or several kinds in one request'}).`;
export const overloaded = 'Too many passwords are being checked at the moment; the NAS asks again.';

export const notActive = ({ record }: KnownAccount, state: 'suspended' | 'disabled'): string =>
  `Password right, but the login is ${state}. It was told: “${rejectSentence(record, state)}”`;
export const providerStopped = (): string =>
  'Password right, but the platform has stopped this provider, so nobody is let in.';
export const inGarden = (policy: PolicyRecord): string =>
  `Password right. The login is suspended, so it was let into the walled garden “${policy.gardenName}” for ${policy.gardenSessionSeconds} seconds.`;
export const boundElsewhere = (story: string): string => `Password right, but ${story}.`;
export const boundElsewhereLogged = (story: string): string => `Let in, although ${story}: the policy only records it.`;
export const letIn = (packet: Packet): string => `Password right (${methodOf(packet)}).`;

const minute = (atMs: number) => `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const place = ({ nas, startedAtMs, station, nasPortId }: LiveSession): string => {
  const details = [station && `device ${station}`, nasPortId && `port ${nasPortId}`].filter(Boolean).join(', ');
  return `at ${nas.name} since ${minute(startedAtMs)}${details ? ` (${details})` : ''}`;
};

export const alreadyOnline = (others: readonly LiveSession[], allowed: number): string =>
  `Password right, but simultaneous use: already online ${others.map(place).join(' and ')}; ${allowed} at once ${allowed === 1 ? 'is' : 'are'} allowed.`;
export const tookOver = (yielding: readonly LiveSession[]): string =>
  `Let in. It takes over from its session ${yielding.map(place).join(' and ')}, which is asked to disconnect.`;
/** Why the older session is disconnected, for the record of the request. */
export const takenOver = (station: string | undefined): string =>
  `taken over by a newer login${station === undefined ? '' : ` of ${station}`}`;
