import { verifyRequestAuthenticator, verifyRequestMessageAuthenticator } from './authenticators.ts';
import { code } from './codes.ts';
import type { Packet } from './packet.ts';
import type { SharedSecret } from './secret.ts';

const PROXY_STATE = 33;
const EAP_MESSAGE = 79;

/** A NAS (or, for CoA, a server) packets are taken from. `nas` is whatever the handler wants to know it by. */
export interface Peer<N> {
  readonly secret: SharedSecret;
  readonly nas: N;
  /** False only for devices too old to send one; leaves this NAS open to forged replies (CVE-2024-3596). Default true. */
  readonly requireMessageAuthenticator?: boolean;
}

/** Which requests are served: Access-Request, Accounting-Request, or CoA- and Disconnect-Request. */
export type ServerRole = 'auth' | 'acct' | 'coa';

/** Why a well-formed request is not taken. `…-wrong` nearly always means that the NAS has another secret. */
export type Refusal =
  | 'code-not-served'
  | 'message-authenticator-missing'
  | 'message-authenticator-wrong'
  | 'request-authenticator-wrong'
  | 'proxy-state-unauthenticated';

/**
 * Why this packet is not to be believed or not served in this role; undefined when it is fine. Access-Request needs a
 * Message-Authenticator unless its NAS is excused, Status-Server always (RFC 5997 3), EAP always (RFC 3579 3.2).
 */
export function refusalOf(role: ServerRole, packet: Packet, peer: Peer<unknown>): Refusal | undefined {
  switch (packet.code) {
    case code['Access-Request']:
      if (role !== 'auth') return 'code-not-served';
      if (packet.messageAuthenticatorAt !== 0) break;
      if (peer.requireMessageAuthenticator !== false || packet.has(EAP_MESSAGE)) return 'message-authenticator-missing';
      // Proxy-State is where Blast-RADIUS hides its collision; a NAS that is excused never sends one itself.
      return packet.has(PROXY_STATE) ? 'proxy-state-unauthenticated' : undefined;
    case code['Status-Server']:
      if (role === 'coa') return 'code-not-served';
      if (packet.messageAuthenticatorAt === 0) return 'message-authenticator-missing';
      break;
    case code['Accounting-Request']:
      if (role !== 'acct') return 'code-not-served';
      if (!verifyRequestAuthenticator(packet, peer.secret)) return 'request-authenticator-wrong';
      break;
    case code['CoA-Request']:
    case code['Disconnect-Request']:
      if (role !== 'coa') return 'code-not-served';
      if (!verifyRequestAuthenticator(packet, peer.secret)) return 'request-authenticator-wrong';
      break;
    default:
      return 'code-not-served';
  }
  if (packet.messageAuthenticatorAt === 0) return undefined;
  return verifyRequestMessageAuthenticator(packet, peer.secret) ? undefined : 'message-authenticator-wrong';
}
