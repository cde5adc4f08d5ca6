import { and, eq, inArray, ne } from 'drizzle-orm';
import { on } from '#kernel/module.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { teams } from '#modules/identity/teams/contract.ts';
import { tickets } from './contract.ts';
import { ticket } from './tables.ts';

export const reactions = [
  on(teams, 'team.changed', 'tickets.follow-team', async (ctx, { teamId }) => {
    await ctx.call(tickets, 'followTeam', { teamId });
  }),
  on(customers, 'customer.updated', 'tickets.follow-customer', async (ctx, { customerId, fields }) => {
    if (!fields.includes('name')) return;
    const { name } = await ctx.call(customers, 'get', { id: customerId });
    await ctx.db
      .update(ticket)
      .set({ customerName: name })
      .where(
        and(
          eq(ticket.customerId, customerId),
          ne(ticket.customerName, name),
          inArray(ticket.status, ['open', 'waiting', 'solved']),
        ),
      );
  }),
];
