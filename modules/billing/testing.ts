import type { AnyContract, Operation } from '#kernel/contract/contract.ts';
import { AppError } from '#kernel/errors.ts';
import type { Module } from '#kernel/module.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { internetPlansModule } from '#modules/catalog/internet-plans/module.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { bandwidthProfilesModule } from '#modules/network/bandwidth-profiles/module.ts';
import { ipManagementModule } from '#modules/network/ip-management/module.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { speedRolloutsModule } from '#modules/network/speed-rollouts/module.ts';
import type { TestKernel } from '#modules/testing.ts';
import { creditNotesModule } from './credit-notes/module.ts';
import { invoicesModule } from './invoices/module.ts';
import { paymentsModule } from './payments/module.ts';
import { subscriptions } from './subscriptions/contract.ts';
import { subscriptionsModule } from './subscriptions/module.ts';

export interface Recorded {
  operation: string;
  input: Record<string, unknown>;
}

/** Stands in for a neighbour whose own doings are not under test: notes what it was asked, or refuses. */
export function recorder(contract: AnyContract) {
  const calls: Recorded[] = [];
  let refuse: string | null = null;
  const handlers = Object.fromEntries(
    Object.entries<Operation>(contract.operations).map(([operation, { kind }]) => [
      operation,
      async (_ctx: never, input: Record<string, unknown>) => {
        if (refuse === operation) throw new AppError('conflict', 'The neighbour refuses.');
        // It has nothing to tell; only what it was told is noted.
        if (kind === 'query') return { items: [], next: null };
        calls.push({ operation, input });
        return { items: [] };
      },
    ]),
  );
  const module: Module = { contract, service: { contract, handlers } };
  return {
    module,
    /** What was asked since the last look. */
    taken: () => calls.splice(0),
    refuse: (operation: string | null) => {
      refuse = operation;
    },
  };
}

/** The modules around billing; the network's login and the mail are noted instead of done. */
export function billingModules() {
  const network = recorder(radius);
  const post = recorder(mail);
  const modules = [
    customersModule,
    internetPlansModule,
    ipManagementModule,
    subscriptionsModule,
    creditNotesModule,
    invoicesModule,
    paymentsModule,
    bandwidthProfilesModule,
    speedRolloutsModule,
    network.module,
    post.module,
  ];
  return { modules, network, post };
}

let made = 0;
/** Makes customers, plans and subscriptions for tests, as the system does. */
export function maker(t: TestKernel) {
  const customer = (rest: { email?: string | null; name?: string } = {}) => {
    made += 1;
    return t.asSystem(customers, 'create', {
      name: `Ngozi Bello ${made}`,
      email: `ngozi${made}@example.test`,
      serviceAddress: { line1: `${made} Harbour Road`, city: 'Lagos', country: 'NG' },
      ...rest,
    });
  };
  const plan = async (
    rest: { priceMinor?: number; downloadKbps?: number; cycle?: 'monthly' | 'quarterly' | 'annual' } = {},
  ) => {
    made += 1;
    const draft = await t.asSystem(internetPlans, 'create', {
      code: `fiber-${made}`,
      name: `Fiber ${made}`,
      downloadKbps: 100_000,
      uploadKbps: 50_000,
      priceMinor: 3900,
      setupFeeMinor: 4900,
      ...rest,
    });
    return t.asSystem(internetPlans, 'activate', { id: draft.id });
  };
  const pending = async (planId?: string, customerId?: string) =>
    t.asSystem(subscriptions, 'order', {
      customerId: customerId ?? (await customer()).id,
      planId: planId ?? (await plan()).id,
    });
  const active = async (planId?: string, customerId?: string) => {
    const { id } = await pending(planId, customerId);
    return t.asSystem(subscriptions, 'activate', { id });
  };
  return { customer, plan, pending, active };
}

/** What a refused call said. */
export const failure = (
  work: Promise<unknown>,
): Promise<{ code: string; field: string | undefined; message: string }> =>
  work.then(
    () => {
      throw new Error('It was not refused.');
    },
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return { code: error.code, field: error.field, message: error.message };
    },
  );
