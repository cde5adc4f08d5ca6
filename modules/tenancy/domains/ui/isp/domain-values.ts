import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { type Domain, domains } from '../../contract.ts';
import type { DomainStatus, Outcome, ProofMethod } from '../../rules.ts';

export const domainsApi = clientFor(domains, 'isp');
export type DomainView = View<typeof Domain, 'isp'>;

export const domainTones: StatusTones<DomainStatus> = {
  pending: 'info',
  verified: 'ok',
  warning: 'warn',
  unverified: 'bad',
};
export const methodWords: Record<ProofMethod, string> = { txt: 'TXT', cname: 'CNAME' };
export const methodOptions = [
  { value: 'txt', label: 'TXT record', help: 'At the domain itself. What most registrars make easiest.' },
  {
    value: 'cname',
    label: 'CNAME record',
    help: 'At a name below the domain. For domains whose own name is an alias already.',
  },
] as const;
export const outcomeTones: Record<Outcome, 'ok' | 'warn' | 'bad'> = {
  found: 'ok',
  missing: 'warn',
  different: 'warn',
  failed: 'bad',
  taken: 'bad',
};
