import { graph, leadsToMany, leadsToOne } from '#kernel/graphql/graph.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { Customer, CustomerDetail, customers } from '#modules/customers/customers/contract.ts';
import { IpReservation, ipManagement } from '#modules/network/ip-management/contract.ts';
import { Subscription, subscriptions } from './contract.ts';

export const subscriptionsGraph = graph(subscriptions, {
  queries: {
    subscriptions: 'list',
    subscription: 'get',
    subscriptionMetrics: 'metrics',
    subscriptionPauses: 'pauses',
    planChangePreview: 'previewPlanChange',
    myPlanChangePreview: 'previewMyPlanChange',
    planChanges: 'planChanges',
  },
  mutations: {
    orderSubscription: 'order',
    suspendSubscription: 'suspend',
    resumeSubscription: 'resume',
    changeSubscriptionPlan: 'changePlan',
    dropSubscriptionPlanChange: 'dropPlanChange',
    cancelSubscription: 'cancel',
    retrySubscription: 'retry',
  },
  relations: [
    leadsToMany([Customer, CustomerDetail], {
      name: 'subscriptions',
      description: 'What the customer has subscribed to, newest first.',
      of: subscriptions,
      operation: 'ofCustomers',
      from: 'id',
      ids: 'customerIds',
      match: 'customerId',
    }),
    leadsToOne(Subscription, {
      name: 'customer',
      description: 'Whose it is.',
      of: customers,
      operation: 'byIds',
      from: 'customerId',
      ids: 'ids',
      match: 'id',
    }),
    leadsToOne(Subscription, {
      name: 'plan',
      description: 'The plan as it is sold now.',
      of: internetPlans,
      operation: 'byIds',
      from: 'planId',
      ids: 'ids',
      match: 'id',
    }),
    leadsToMany(Subscription, {
      name: 'reservations',
      description: 'Fixed addresses of the line.',
      of: ipManagement,
      operation: 'reservationsOf',
      from: 'id',
      ids: 'subscriptionIds',
      match: 'subscriptionId',
    }),
    leadsToOne(IpReservation, {
      name: 'subscription',
      description: 'The line that has the address.',
      of: subscriptions,
      operation: 'byIds',
      from: 'subscriptionId',
      ids: 'ids',
      match: 'id',
    }),
  ],
});
