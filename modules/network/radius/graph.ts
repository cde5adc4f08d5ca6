import { graph, leadsToMany, leadsToOne } from '#kernel/graphql/graph.ts';
import { Customer, CustomerDetail, customers } from '#modules/customers/customers/contract.ts';
import { radius } from './contract.ts';
import { RadiusAccount, RadiusSession } from './resources.ts';

const toCustomer = {
  name: 'customer',
  of: customers,
  operation: 'byIds',
  from: 'customerId',
  ids: 'ids',
  match: 'id',
} as const;

export const radiusGraph = graph(radius, {
  queries: {
    radiusSessions: 'listSessions',
    radiusSession: 'getSession',
    radiusSubscribers: 'listAccounts',
    radiusAuthLog: 'authLog',
    radiusUsage: 'usage',
    radiusMetrics: 'metrics',
    radiusServers: 'servers',
    radiusCoaRequests: 'listCoa',
    nasDevices: 'listNas',
    nasDevice: 'getNas',
  },
  mutations: {
    createNas: 'createNas',
    updateNas: 'updateNas',
    removeNas: 'removeNas',
    disconnectRadiusSession: 'disconnect',
  },
  relations: [
    leadsToMany([Customer, CustomerDetail], {
      name: 'sessions',
      description: 'Live sessions, latest first.',
      of: radius,
      operation: 'sessionsOf',
      from: 'id',
      ids: 'customerIds',
      match: 'customerId',
    }),
    leadsToMany([Customer, CustomerDetail], {
      name: 'logins',
      description: 'RADIUS logins of the customer.',
      of: radius,
      operation: 'accountsOf',
      from: 'id',
      ids: 'customerIds',
      match: 'customerId',
    }),
    leadsToOne(RadiusSession, { ...toCustomer, description: 'Who is online.' }),
    leadsToOne(RadiusAccount, { ...toCustomer, description: 'Whose login it is.' }),
  ],
});
