import { graph } from '#kernel/graphql/graph.ts';
import { internetPlans } from './contract.ts';

export const internetPlansGraph = graph(internetPlans, {
  queries: { internetPlans: 'list', internetPlan: 'get' },
  mutations: {
    createInternetPlan: 'create',
    updateInternetPlan: 'update',
    activateInternetPlan: 'activate',
    archiveInternetPlan: 'archive',
  },
});
