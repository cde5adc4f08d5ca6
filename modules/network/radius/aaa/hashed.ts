import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type AuthOutcome, authenticateHashed } from '#protocols/radius/auth.ts';
import type { Packet } from '#protocols/radius/packet.ts';
import type { SharedSecret } from '#protocols/radius/secret.ts';
import { matchesHash } from '../password.ts';
import type { KnownAccount } from './directory.ts';

/** Slow hashes under way at once; beyond it the NAS gets no answer and asks again. */
const mostPending = 256;
const key = randomBytes(32);
let pending = 0;

const digestOf = (account: KnownAccount, password: Buffer): Buffer =>
  hash('sha256', Buffer.concat([key, account.idOctets, password]), 'buffer');
const isSame = (a: Buffer | undefined, b: Buffer) => a !== undefined && timingSafeEqual(a, b);

/**
 * Checks a login whose password is kept as a hash. The first time takes the slow hash; what was found is remembered under a
 * key that lives as long as this process, so that later logins, right or wrong, are answered at once.
 * @returns undefined when too many wait for their hash
 */
export function checkHashed(
  packet: Packet,
  secret: SharedSecret,
  account: KnownAccount,
): AuthOutcome | Promise<AuthOutcome> | undefined {
  let declined = false;
  const outcome = authenticateHashed(packet, secret, (password) => {
    const digest = digestOf(account, password);
    if (isSame(account.proven.right, digest)) return true;
    if (isSame(account.proven.wrong, digest)) return false;
    if (pending >= mostPending) {
      declined = true;
      return false;
    }
    return prove(account, password, digest);
  });
  return declined ? undefined : outcome;
}

async function prove(account: KnownAccount, password: Buffer, digest: Buffer): Promise<boolean> {
  pending++;
  try {
    const right = await matchesHash(password, account.record.password);
    account.proven[right ? 'right' : 'wrong'] = digest;
    return right;
  } finally {
    pending--;
  }
}
