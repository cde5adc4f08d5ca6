import type { Urgency } from '#protocols/radius/admission-queue.ts';
import type { Packet } from '#protocols/radius/packet.ts';
import type { PriorityClass } from '../contract.ts';
import type { KnownNas } from './directory.ts';

const USER_NAME = 1;
const ACCT_STATUS_TYPE = 40;
const START = 1;
const STOP = 2;
const INTERIM_UPDATE = 3;
const ACCOUNTING_ON = 7;
const ACCOUNTING_OFF = 8;

/** What the urgencies are called, the most urgent first. */
export const loginUrgencies = ['emergency', 'business', 'standard', 'unknown'] as const;
export const accountingUrgencies = ['nas-restart', 'start-stop', 'interim', 'other'] as const;

const ofClass: Record<PriorityClass, Urgency> = { emergency: 0, business: 1, standard: 2 };

/** While more arrive than can be answered, the customer's class decides; names that nobody has come last. */
export function loginUrgency(packet: Packet, nas: KnownNas): Urgency {
  const username = packet.text(USER_NAME);
  const account = username === undefined ? undefined : nas.accounts.get(username);
  return account === undefined ? 3 : ofClass[account.record.priorityClass];
}

/** An interim update can be missed, for the next one says it all again; a start or stop comes once. */
export function accountingUrgency(packet: Packet): Urgency {
  switch (packet.uint32(ACCT_STATUS_TYPE)) {
    case ACCOUNTING_ON:
    case ACCOUNTING_OFF:
      return 0;
    case START:
    case STOP:
      return 1;
    case INTERIM_UPDATE:
      return 2;
    default:
      return 3;
  }
}
