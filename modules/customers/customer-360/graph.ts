import { graph, leadsToMany, leadsToOne } from '#kernel/graphql/graph.ts';
import { creditNotes } from '#modules/billing/credit-notes/contract.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import { Customer360, customer360 } from './contract.ts';

const ofCustomer = { from: 'id', ids: 'customerIds', match: 'customerId' } as const;

/** Each part is asked for by itself: one that fails says so in its place and leaves the others. */
export const customer360Graph = graph(customer360, {
  queries: { customer360: 'get' },
  relations: [
    leadsToOne(Customer360, {
      name: 'customer',
      description: 'Who it is.',
      of: customers,
      operation: 'byIds',
      from: 'id',
      ids: 'ids',
      match: 'id',
    }),
    leadsToOne(Customer360, {
      ...ofCustomer,
      name: 'subscriptions',
      description: 'What they have bought.',
      of: subscriptions,
      operation: 'summaries',
    }),
    leadsToOne(Customer360, {
      ...ofCustomer,
      name: 'network',
      description: 'Whether they are online, where and how fast.',
      of: radius,
      operation: 'connectionsOf',
    }),
    leadsToOne(Customer360, {
      ...ofCustomer,
      name: 'devices',
      description: 'What they log in with.',
      of: radius,
      operation: 'devicesOf',
    }),
    leadsToOne(Customer360, {
      ...ofCustomer,
      name: 'tickets',
      description: 'What they asked for.',
      of: tickets,
      operation: 'counts',
    }),
    leadsToOne(Customer360, {
      ...ofCustomer,
      name: 'billing',
      description: 'What they owe and paid.',
      of: invoices,
      operation: 'balances',
    }),
    leadsToMany(Customer360, {
      ...ofCustomer,
      name: 'creditNotes',
      description: 'What is left of credit notes, by currency.',
      of: creditNotes,
      operation: 'balances',
    }),
  ],
});
