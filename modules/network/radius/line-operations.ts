import { z } from 'zod';
import { many, query } from '#kernel/contract/contract.ts';
import { idList } from '#kernel/contract/fields.ts';
import { CustomerConnection, CustomerDevices } from './line-resources.ts';

const read = { for: ['isp'], can: 'network.radius:read' } as const;
const input = z.object({ customerIds: idList() });

/** What the network knows of customers, for those who look after them. */
export const lineOperations = {
  connectionsOf: query('GET /radius/connections/of-customers', {
    ...read,
    summary: 'Whether customers are online, where and how fast',
    in: input,
    out: many(CustomerConnection),
    ui: { none: 'graph' },
  }),
  devicesOf: query('GET /radius/devices/of-customers', {
    ...read,
    summary: 'Devices of customers that their last 300 sessions showed, or that their logins are bound to',
    in: input,
    out: many(CustomerDevices),
    ui: '/dashboard/operations/customers/$id',
  }),
};
