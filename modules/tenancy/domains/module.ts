import { durable } from '#kernel/durable.ts';
import { type Module, on } from '#kernel/module.ts';
import { domains } from './contract.ts';
import { service } from './service.ts';
import { checkDomain, workflows } from './workflows.ts';

export const domainsModule: Module = {
  contract: domains,
  service,
  workflows,
  reactions: [
    on(domains, 'domain.check-asked', 'domains.look-up', async (ctx, { domainId }, event) => {
      await durable().start(checkDomain, event.id, { tenantId: ctx.tenant.id, domainId }, { domainId });
    }),
  ],
};
