import type { BulkAction, RunStatus } from './contract.ts';

/** More at once is a migration, not an action; narrow the filter and go in parts. */
export const mostAtOnce = 20_000;
/** A draft that nobody started says nothing true of today any more. */
export const draftHours = 24;

export const actionWords: Record<BulkAction, { title: string; verb: string; done: string }> = {
  suspend: { title: 'Suspend service', verb: 'Suspend', done: 'suspended' },
  resume: { title: 'Resume service', verb: 'Resume', done: 'resumed' },
  message: { title: 'Send a message', verb: 'Send', done: 'written to' },
  tag: { title: 'Add a tag', verb: 'Add the tag', done: 'tagged' },
  untag: { title: 'Remove a tag', verb: 'Remove the tag', done: 'changed' },
  pin: { title: 'Add to a list', verb: 'Add to the list', done: 'added' },
};

/** What else somebody must be allowed to do, who may change customers. */
export const needs: Record<BulkAction, string> = {
  suspend: 'billing.subscription:write',
  resume: 'billing.subscription:write',
  message: 'communications.mail:write',
  tag: 'customers.customer:write',
  untag: 'customers.customer:write',
  pin: 'customers.segment:write',
};

export const whyNotStart = (status: RunStatus, able: number): string | null => {
  if (status !== 'draft') return 'This action has been started already.';
  return able === 0 ? 'There is nobody it can be done for.' : null;
};
export const whyNotCancel = (status: RunStatus, cancelledAt: string | null): string | null => {
  if (status === 'done' || status === 'cancelled') return 'It is over.';
  return cancelledAt === null ? null : 'It is being cancelled.';
};

const blanks = /\{(name|number)\}/g;
/** `{name}` and `{number}` stand for the customer's own. */
export const filled = (text: string, who: { name: string; number: string }): string =>
  text.replaceAll(blanks, (_, key: 'name' | 'number') => who[key]);
