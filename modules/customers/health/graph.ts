import { graph, leadsToOne } from '#kernel/graphql/graph.ts';
import { Customer, CustomerDetail } from '#modules/customers/customers/contract.ts';
import { health } from './contract.ts';

export const healthGraph = graph(health, {
  queries: { customerHealth: 'of', healthSummary: 'summary' },
  relations: [
    leadsToOne([Customer, CustomerDetail], {
      name: 'health',
      description: 'The score with what moved it.',
      of: health,
      operation: 'ofCustomers',
      from: 'id',
      ids: 'customerIds',
      match: 'customerId',
    }),
  ],
});
