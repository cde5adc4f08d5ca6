import type { customerStatuses } from './contract.ts';

export type CustomerStatus = (typeof customerStatuses)[number];
/** What this module remembers of a subscription, from its events. */
export type ServiceStatus = 'pending' | 'active' | 'suspended' | 'cancelled' | 'failed';
export interface Service {
  status: ServiceStatus;
  /** It has been active at some time; a sale that was rolled back has not. */
  activated: boolean;
}

/** Subscriptions in these states still bind the account. */
const running: readonly ServiceStatus[] = ['pending', 'active', 'suspended'];
export const isRunning = ({ status }: Service) => running.includes(status);

/** A customer's status from their services: the best one decides; a closed account stays closed until something runs. */
export function statusFrom(current: CustomerStatus, services: readonly Service[]): CustomerStatus {
  if (services.some((s) => s.status === 'active')) return 'active';
  if (services.some((s) => s.status === 'suspended')) return 'suspended';
  if (current === 'closed') return 'closed';
  return services.some((s) => s.activated) ? 'inactive' : 'prospect';
}

/** Human number of a customer: `C-000123`; it grows beyond six digits when it must. */
export const numberOf = (serial: number): string => `C-${String(serial).padStart(6, '0')}`;

/** Why the account cannot be closed, or undefined when it can. */
export function whyNotClose(status: CustomerStatus, runningServices: number): string | undefined {
  if (status === 'closed') return 'This account is closed already.';
  if (runningServices > 0) return 'A subscription still runs; cancel it first.';
  return undefined;
}
/** Why the account cannot be opened again, or undefined when it can. */
export const whyNotReopen = (status: CustomerStatus): string | undefined =>
  status === 'closed' ? undefined : 'This account is open.';
/** Why nothing can be sold to the customer, or undefined when it can. */
export const whyNotSell = (status: CustomerStatus): string | undefined =>
  status === 'closed' ? 'This account is closed; open it again first.' : undefined;
