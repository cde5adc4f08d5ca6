import { z } from 'zod';
import { many, query } from '#kernel/contract/contract.ts';
import { each, idList } from '#kernel/contract/fields.ts';
import { read } from './pool-operations.ts';
import { IpPool, IpReservation, Utilization } from './resources.ts';

const forGraph = { ...read, ui: { none: 'graph' } } as const;

/** What leads from one thing to another in the graph: asked for many at once. */
export const relatedOperations = {
  poolsByIds: query('GET /ip-management/pools/by-ids', {
    ...forGraph,
    summary: 'Fetch several address pools',
    in: z.object({ ids: idList() }),
    out: many(IpPool),
  }),
  utilizationsOf: query('GET /ip-management/pools/utilizations', {
    ...forGraph,
    summary: 'How full several pools are',
    in: z.object({ poolIds: idList() }),
    out: many(Utilization),
  }),
  reservationsIn: query('GET /ip-management/reservations/of-pools', {
    ...forGraph,
    summary: 'The addresses in use of each of several pools, lowest first',
    in: z.object({ poolIds: idList(), each: each() }),
    out: many(IpReservation),
  }),
  reservationsOf: query('GET /ip-management/reservations/of-subscriptions', {
    ...forGraph,
    summary: 'The addresses of several subscriptions',
    in: z.object({ subscriptionIds: idList() }),
    out: many(IpReservation),
  }),
};
