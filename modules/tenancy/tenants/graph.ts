import { graph } from '#kernel/graphql/graph.ts';
import { tenants } from './contract.ts';

export const tenantsGraph = graph(tenants, {
  queries: { tenants: 'list', tenant: 'get', tenantMetrics: 'metrics' },
  mutations: {
    createTenant: 'create',
    updateTenant: 'update',
    inviteTenantAdministrator: 'inviteAdministrator',
    suspendTenant: 'suspend',
    resumeTenant: 'resume',
  },
});
