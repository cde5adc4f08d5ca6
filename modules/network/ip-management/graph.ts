import { graph, leadsToMany, leadsToOne } from '#kernel/graphql/graph.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { IpPool, IpReservation, ipManagement } from './contract.ts';

export const ipManagementGraph = graph(ipManagement, {
  queries: {
    ipPools: 'listPools',
    ipPool: 'getPool',
    ipPoolUtilization: 'utilization',
    ipPoolAvailableIps: 'availableIps',
    ipPoolAddressMap: 'addressMap',
    ipReservations: 'listReservations',
    ipReservation: 'getReservation',
    ipReservationsOfSubscriber: 'ofSubscriber',
  },
  mutations: {
    createIpPool: 'createPool',
    updateIpPool: 'updatePool',
    removeIpPool: 'removePool',
    reserveIp: 'reserve',
    autoAssignIp: 'autoAssign',
    releaseIp: 'release',
    checkIpConflict: 'checkConflict',
  },
  relations: [
    leadsToOne(IpPool, {
      name: 'utilization',
      description: 'How full the pool is.',
      of: ipManagement,
      operation: 'utilizationsOf',
      from: 'id',
      ids: 'poolIds',
      match: 'poolId',
    }),
    leadsToMany(IpPool, {
      name: 'reservations',
      description: 'Addresses in use, lowest first; `ipReservations` lists them all.',
      of: ipManagement,
      operation: 'reservationsIn',
      from: 'id',
      ids: 'poolIds',
      match: 'poolId',
    }),
    leadsToOne(IpReservation, {
      name: 'pool',
      description: 'The pool the address is of.',
      of: ipManagement,
      operation: 'poolsByIds',
      from: 'poolId',
      ids: 'ids',
      match: 'id',
    }),
    leadsToOne(IpReservation, {
      name: 'customer',
      description: 'Who has the address.',
      of: customers,
      operation: 'byIds',
      from: 'customerId',
      ids: 'ids',
      match: 'id',
    }),
  ],
});
