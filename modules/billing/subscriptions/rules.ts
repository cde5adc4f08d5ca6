import type { cycles, subscriptionStatuses, suspendReasons } from './contract.ts';

export type SubscriptionStatus = (typeof subscriptionStatuses)[number];
export type SuspendReason = (typeof suspendReasons)[number];
export type Cycle = (typeof cycles)[number];
export type SubscriptionCommand =
  | 'activate'
  | 'revert'
  | 'fail'
  | 'retry'
  | 'suspend'
  | 'resume'
  | 'changePlan'
  | 'cancel';

export interface Transition {
  from: readonly SubscriptionStatus[];
  /** Null: the state stays as it is. */
  to: SubscriptionStatus | null;
  /** What is emitted; null where the command only takes something back. */
  event: string | null;
  /** Why each other state cannot take it. */
  refused: Partial<Record<SubscriptionStatus, string>>;
}

const provisioning = 'Provisioning is still running; wait until it has finished.';
const cancelled = 'This subscription is cancelled.';
const failed = 'Provisioning failed, so there is nothing to change; try again or sell the plan anew.';

/**
 * The life of a subscription. Pending is the provisioning run's alone: it ends in active or failed by itself, so nobody
 * can cancel what is half built.
 */
export const transitions: Record<SubscriptionCommand, Transition> = {
  activate: {
    from: ['pending'],
    to: 'active',
    event: 'subscription.activated',
    refused: {
      active: 'This subscription is active already.',
      suspended: 'This subscription is suspended; resume it instead.',
      cancelled,
      failed,
    },
  },
  // After a crash in the middle of a run somebody may have suspended what it has yet to take back.
  revert: {
    from: ['active', 'suspended'],
    to: 'pending',
    event: null,
    refused: {
      pending: 'This subscription is not active.',
      cancelled,
      failed,
    },
  },
  fail: {
    from: ['pending'],
    to: 'failed',
    event: 'subscription.failed',
    refused: {
      active: 'This subscription is active; its activation must be taken back first.',
      suspended: 'This subscription has left provisioning.',
      cancelled,
      failed: 'Provisioning has failed already.',
    },
  },
  retry: {
    from: ['failed'],
    to: 'pending',
    event: 'subscription.ordered',
    refused: {
      pending: provisioning,
      active: 'This subscription is active.',
      suspended: 'This subscription is suspended; resume it instead.',
      cancelled: `${cancelled} Sell the plan anew.`,
    },
  },
  suspend: {
    from: ['active'],
    to: 'suspended',
    event: 'subscription.suspended',
    refused: { pending: provisioning, suspended: 'This subscription is suspended already.', cancelled, failed },
  },
  resume: {
    from: ['suspended'],
    to: 'active',
    event: 'subscription.resumed',
    refused: {
      pending: provisioning,
      active: 'This subscription is not suspended.',
      cancelled: `${cancelled} Sell the plan anew.`,
      failed,
    },
  },
  changePlan: {
    from: ['active', 'suspended'],
    to: null,
    event: 'subscription.plan-changed',
    refused: { pending: provisioning, cancelled, failed },
  },
  cancel: {
    from: ['active', 'suspended'],
    to: 'cancelled',
    event: 'subscription.cancelled',
    refused: {
      pending: provisioning,
      cancelled: 'This subscription is cancelled already.',
      failed: 'Provisioning failed and was rolled back; nothing runs that could be cancelled.',
    },
  },
};

/** Why a subscription in this state cannot take a command; undefined when it can. */
export const refusal = (command: SubscriptionCommand, status: SubscriptionStatus): string | undefined =>
  transitions[command].from.includes(status)
    ? undefined
    : (transitions[command].refused[status] ?? `A ${status} subscription cannot take this.`);

/** In the words of a clerk. */
export const suspendReasonText: Record<SuspendReason, string> = {
  non_payment: 'Payment overdue',
  abuse: 'Abuse',
  customer_request: 'At the customer’s request',
  other: 'Other',
};

/** What the subscriber's router is told when a login is refused (Reply-Message); plain ASCII, for old firmware. */
export const rejectMessage: Record<SuspendReason, string> = {
  non_payment: 'Service suspended: payment overdue. Please contact your provider.',
  abuse: 'Service suspended: terms of use. Please contact your provider.',
  customer_request: 'Service suspended at your request. Please contact your provider to resume.',
  other: 'Service suspended. Please contact your provider.',
};

export const monthsOf: Record<Cycle, number> = { monthly: 1, quarterly: 3, annual: 12 };

/** Monthly share of prices charged per cycle, rounded half up once over the sum. Integers of minor units. */
export const monthlyMinor = (sumMinor: number, cycle: Cycle): number => {
  const months = monthsOf[cycle];
  return Math.floor((2 * sumMinor + months) / (2 * months));
};
