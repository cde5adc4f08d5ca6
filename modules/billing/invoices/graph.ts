import { graph, leadsToMany, leadsToOne } from '#kernel/graphql/graph.ts';
import { Customer, CustomerDetail, customers } from '#modules/customers/customers/contract.ts';
import { Invoice, InvoiceDetail, invoices } from './contract.ts';

export const invoicesGraph = graph(invoices, {
  queries: { invoices: 'list', invoice: 'get', invoiceMetrics: 'metrics' },
  mutations: { voidInvoice: 'void' },
  relations: [
    leadsToMany([Customer, CustomerDetail], {
      name: 'invoices',
      description: 'What the customer was billed, newest first.',
      of: invoices,
      operation: 'ofCustomers',
      from: 'id',
      ids: 'customerIds',
      match: 'customerId',
    }),
    leadsToOne([Invoice, InvoiceDetail], {
      name: 'customer',
      description: 'Who was billed.',
      of: customers,
      operation: 'byIds',
      from: 'customerId',
      ids: 'ids',
      match: 'id',
    }),
  ],
});
