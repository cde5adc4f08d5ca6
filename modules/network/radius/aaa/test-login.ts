import { encodeAttributes, type RawAttribute } from '#protocols/radius/attributes.ts';
import type { Packet } from '#protocols/radius/packet.ts';
import type { Reply } from '#protocols/radius/reply.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import type { RadiusRequest, SecretSource } from '#protocols/radius/server.ts';
import { type NasVendor, nasVendors } from '../contract.ts';
import { acceptNotes, type Decision, decide, rejectReasons } from './decide.ts';
import type { Directory, KnownNas } from './directory.ts';

/** The enterprise number that RFC 5612 keeps for documentation: no router uses it, so what is said with it meets nobody else. */
export const testVendor = 32473;
export const testAttribute = { tenant: 1, nas: 2, vendor: 3, explanation: 4, reason: 5 } as const;
/** The name the secret of test logins is sealed under; no tenant has it. */
export const testSealedAs = 'aaa-test-login';
const mostOctets = 247;

/** Whoever knows the secret, from wherever it asks: the secret is made anew with each process and lies sealed. */
export const testPeers = (secret: string): SecretSource<undefined> => {
  const peer = { secret: new SharedSecret(secret), requireMessageAuthenticator: true, nas: undefined };
  return { find: () => peer };
};

/**
 * Answers the test logins of staff as the NAS they name would be answered, and says why. Nothing is logged or counted, and no
 * session gives way.
 */
export function tester(directory: Directory, nowMs: () => number) {
  return (request: RadiusRequest<undefined>): Reply | undefined | Promise<Reply | undefined> => {
    const nas = played(request.packet, directory);
    if (nas === undefined) return undefined;
    const decision = decide({ packet: request.packet, secret: request.secret, nas }, nowMs());
    return decision instanceof Promise ? decision.then(explained) : explained(decision);
  };
}

/** The NAS that a test login plays: one of the tenant's, or any of a make. */
function played(packet: Packet, directory: Directory): KnownNas | undefined {
  const tenantId = packet.vendorText(testVendor, testAttribute.tenant);
  if (tenantId === undefined) return undefined;
  const nasId = packet.vendorText(testVendor, testAttribute.nas);
  if (nasId !== undefined) {
    const nas = directory.nasById(nasId);
    return nas?.record.tenantId === tenantId ? nas : undefined;
  }
  const vendor = nasVendors.find((name) => name === packet.vendorText(testVendor, testAttribute.vendor)) ?? 'generic';
  return anyNas(tenantId, vendor, directory);
}

function anyNas(tenantId: string, vendor: NasVendor, directory: Directory): KnownNas {
  const tenant = directory.tenant(tenantId);
  const name = 'test login';
  return {
    record: {
      id: '',
      tenantId,
      name,
      address: '',
      vendor,
      sharedSecret: '',
      requireMessageAuthenticator: true,
      radsecIdentity: null,
    },
    tenant,
    life: { id: '', name, restartedAtMs: 0 },
    accounts: tenant.accounts,
    octets: Buffer.alloc(0),
    accepts: 0,
    rejects: 0,
    seen: false,
    problem: undefined,
  };
}

function explained(decision: Decision | undefined): Reply | undefined {
  if (decision === undefined) return undefined;
  const { reply, rejected, note, explain } = decision;
  const reason = rejected ? rejectReasons[rejected] : note ? acceptNotes[note] : 'accepted';
  const said = encodeAttributes([
    ...inPieces(testAttribute.reason, reason),
    ...inPieces(testAttribute.explanation, explain()),
  ]);
  return { code: reply.code, attributes: Buffer.concat([reply.attributes, said]) };
}

function inPieces(type: number, text: string): RawAttribute[] {
  const octets = Buffer.from(text);
  const pieces: RawAttribute[] = [];
  for (let at = 0; at < octets.length; at += mostOctets)
    pieces.push({ vendor: testVendor, type, octets: octets.subarray(at, at + mostOctets) });
  return pieces;
}
