import { clientFor } from '#kernel/client.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { orchestration } from '#modules/fulfilment/orchestration/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';

export const customersApi = clientFor(customers, 'isp');
export const subscriptionsApi = clientFor(subscriptions, 'isp');
export const invoicesApi = clientFor(invoices, 'isp');
export const radiusApi = clientFor(radius, 'isp');
export const orchestrationApi = clientFor(orchestration, 'isp');

export const may = {
  customers: 'customers.customer:read',
  subscriptions: 'billing.subscription:read',
  invoices: 'billing.invoice:read',
  radius: 'network.radius:read',
  orchestration: 'fulfilment.workflow:read',
} as const;
