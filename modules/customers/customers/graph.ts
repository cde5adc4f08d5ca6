import { graph } from '#kernel/graphql/graph.ts';
import { customers } from './contract.ts';

/** What a customer has is added by the modules that keep it. */
export const customersGraph = graph(customers, {
  queries: { customers: 'list', customer: 'get', customerMetrics: 'metrics', customerTags: 'tags', me: 'me' },
  mutations: {
    createCustomer: 'create',
    updateCustomer: 'update',
    closeCustomer: 'close',
    reopenCustomer: 'reopen',
    addCustomerContact: 'addContact',
    removeCustomerContact: 'removeContact',
    tagCustomers: 'tag',
  },
});
