import { isIPv6 } from 'node:net';
import { decodeAttributes } from './attributes.ts';
import { RadiusClient, type RadiusTarget } from './client.ts';
import { code } from './codes.ts';
import { readDynamicAuthReply } from './dynamic-auth.ts';

export interface ProbeResult {
  /** `wrong_secret`: answers came that our secret does not verify. */
  outcome: 'answered' | 'wrong_secret' | 'no_answer';
  answer: string | null;
  roundTripMs: number | null;
  /** Where the answer carries an Event-Timestamp. */
  clockAheadSeconds: number | null;
}

/** A session that no NAS carries. */
export const probeSession = 'dotmac-probe';
const patience = { timeoutMs: 700, tries: 3 };

/**
 * Asks a NAS to change a session that does not exist (RFC 5176 2.2). One in order answers at once with a NAK and
 * Session-Context-Not-Found: then the way there and back, its port and its secret are right, and nobody noticed. A NAS whose
 * secret is another one discards the request unanswered (RFC 5176 2.3).
 */
export async function probeNas(target: RadiusTarget, nowMs: () => number): Promise<ProbeResult> {
  const client = new RadiusClient({
    retransmit: patience,
    ...(isIPv6(target.address) ? { localAddress: '::' } : {}),
  });
  try {
    const result = await client.send(target, {
      code: code['CoA-Request'],
      attributes: [
        { name: 'User-Name', value: probeSession },
        { name: 'Acct-Session-Id', value: probeSession },
      ],
      messageAuthenticator: true,
    });
    if (!result.ok) {
      const none = { roundTripMs: null, clockAheadSeconds: null };
      if (result.invalidReplies > 0)
        return { ...none, outcome: 'wrong_secret', answer: 'Answers came, but our secret does not verify them.' };
      return { ...none, outcome: 'no_answer', answer: null };
    }
    const { acknowledged, errorCause, errorCauseName } = readDynamicAuthReply(result.reply);
    const theirs = decodeAttributes(result.reply).find(({ name }) => name === 'Event-Timestamp')?.value;
    return {
      outcome: 'answered',
      answer: acknowledged ? 'CoA-ACK' : ['CoA-NAK', errorCause, errorCauseName].filter(Boolean).join(' '),
      roundTripMs: Math.round(result.roundTripMs * 100) / 100,
      clockAheadSeconds:
        typeof theirs === 'number' ? Math.round(theirs - (nowMs() - result.roundTripMs / 2) / 1000) : null,
    };
  } finally {
    client.close();
  }
}
