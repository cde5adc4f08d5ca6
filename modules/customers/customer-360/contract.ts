import { z } from 'zod';
import { contract, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, open, resource } from '#kernel/contract/fields.ts';

/** A customer seen from all sides. What is known of them leads on from here, each part under its own permission. */
export const Customer360 = resource('Customer360', {
  id: open(z.uuid()),
  number: open(z.string()),
  measuredAt: open(instant()),
});

export const customer360 = contract({
  name: 'customer-360',
  title: 'Customer 360°',
  operations: {
    get: query('GET /customers/{id}/360', {
      summary: 'Look at a customer from all sides; the parts are in the graph',
      for: ['isp'],
      can: 'customers.customer:read',
      in: Id,
      out: one(Customer360),
      ui: { none: 'graph' },
    }),
  },
});
