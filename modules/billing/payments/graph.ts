import { graph, leadsToMany, leadsToOne } from '#kernel/graphql/graph.ts';
import { Customer, CustomerDetail, customers } from '#modules/customers/customers/contract.ts';
import { payments } from './contract.ts';
import { Payment, PaymentDetail } from './resources.ts';

export const paymentsGraph = graph(payments, {
  queries: { payments: 'list', payment: 'get', paymentMetrics: 'metrics', customerCredit: 'credit' },
  mutations: { recordPayment: 'record', refundPayment: 'refund', allocatePayment: 'allocate' },
  relations: [
    leadsToMany([Customer, CustomerDetail], {
      name: 'payments',
      description: 'What the customer has paid, newest first.',
      of: payments,
      operation: 'ofCustomers',
      from: 'id',
      ids: 'customerIds',
      match: 'customerId',
    }),
    leadsToOne([Payment, PaymentDetail], {
      name: 'customer',
      description: 'Who paid.',
      of: customers,
      operation: 'byIds',
      from: 'customerId',
      ids: 'ids',
      match: 'id',
    }),
  ],
});
