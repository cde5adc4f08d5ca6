import { durable, workflow } from '#kernel/durable.ts';
import { type Module, on } from '#kernel/module.ts';
import { audit } from './contract.ts';
import { service } from './service.ts';

/** Every hash is computed again, which takes a while where there is much. */
const checkTrail = workflow('check-trail', {
  title: 'Check the hash chain of the audit trail',
  queue: 'bulk',
  run: (run) =>
    run.step('check', async (ctx) => {
      const { intact, sealed } = await ctx.call(audit, 'keepCheck', {});
      return { intact, sealed };
    }),
});

export const auditModule: Module = {
  contract: audit,
  service,
  workflows: [checkTrail],
  reactions: [
    on(
      audit,
      'audit.check-asked',
      'audit.check',
      async (ctx, _, event) => {
        await durable().start(checkTrail, event.id, { tenantId: ctx.tenant.id });
      },
      { inTenant: ({ providerId }) => providerId },
    ),
  ],
};
