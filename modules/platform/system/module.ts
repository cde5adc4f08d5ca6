import { sql } from 'drizzle-orm';
import { type Module, on } from '#kernel/module.ts';
import { system } from './contract.ts';
import { service } from './service.ts';

export const systemModule: Module = {
  contract: system,
  service,
  reactions: [
    // The queue is the provider's own; the platform's staff only say that it is time.
    on(
      system,
      'reaction.retry-asked',
      'system.retry-now',
      async (ctx, { eventId, reaction }) => {
        await ctx.db.execute(
          sql`update reaction_retry set next_at = now() where event_id = ${eventId} and reaction = ${reaction}`,
        );
      },
      { inTenant: ({ providerId }) => providerId },
    ),
  ],
};
