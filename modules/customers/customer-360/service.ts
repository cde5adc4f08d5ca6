import { implement } from '#kernel/context.ts';
import { notFound } from '#kernel/errors.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { customer360 } from './contract.ts';

export const service = implement(customer360, {
  async get(ctx, { id }) {
    const [found] = (await ctx.call(customers, 'byIds', { ids: [id] })).items;
    if (!found) throw notFound('customer');
    return { id, number: found.number, measuredAt: ctx.nowIso };
  },
});
