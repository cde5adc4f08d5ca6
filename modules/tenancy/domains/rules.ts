export const domainStatuses = ['pending', 'verified', 'warning', 'unverified'] as const;
export type DomainStatus = (typeof domainStatuses)[number];
export const proofMethods = ['txt', 'cname'] as const;
export type ProofMethod = (typeof proofMethods)[number];

/** A token that was not found by then is replaced: an old one may have been seen by others. */
export const tokenHours = 72;
/** Daily checks without the proof after which a domain is nobody's any more. */
export const checksUntilLost = 3;

export interface Proof {
  method: ProofMethod;
  /** Name of the record. */
  name: string;
  value: string;
}

/** The record that proves a domain. @param host of the console, below which no one else can make names */
export const proofOf = (method: ProofMethod, domain: string, token: string, host: string): Proof =>
  method === 'txt'
    ? { method, name: domain, value: `dotmac-verify=${token}` }
    : { method, name: `_dotmac-verify.${domain}`, value: `${token}.verify.${host}` };

/** Names of records are compared as DNS does: without case and the last dot. */
const sameName = (a: string, b: string) => a.toLowerCase().replace(/\.$/, '') === b.toLowerCase().replace(/\.$/, '');
export const isProven = (proof: Proof, records: readonly string[]): boolean =>
  records.some((record) => (proof.method === 'txt' ? record.trim() === proof.value : sameName(record, proof.value)));

export type Outcome = 'found' | 'missing' | 'different' | 'failed' | 'taken';

/** What a check makes of a domain. What no name server could tell changes nothing. */
export function after(
  { status, failedChecks }: { status: DomainStatus; failedChecks: number },
  outcome: Outcome,
): { status: DomainStatus; failedChecks: number } {
  if (outcome === 'failed') return { status, failedChecks };
  if (outcome === 'found') return { status: 'verified', failedChecks: 0 };
  if (status === 'pending' || status === 'unverified') return { status, failedChecks };
  const failed = failedChecks + 1;
  return { status: failed >= checksUntilLost ? 'unverified' : 'warning', failedChecks: failed };
}

/** Why a check is not made; undefined when it is. A domain that was proven keeps its token. */
export function checkRefusal(
  domain: { status: DomainStatus; tokenExpiresAt: string },
  nowIso: string,
): string | undefined {
  if (domain.status === 'verified' || domain.status === 'warning') return undefined;
  return domain.tokenExpiresAt <= nowIso
    ? `The record of this domain was valid for ${tokenHours} hours; take a new one first.`
    : undefined;
}

export const isServing = (status: DomainStatus): boolean => status === 'verified' || status === 'warning';
