import { durable } from '#kernel/durable.ts';
import { on } from '#kernel/module.ts';
import { netbox } from './contract.ts';
import { applyToNetbox, compareWithNetbox } from './workflows.ts';

export const reactions = [
  on(netbox, 'netbox.comparison-requested', 'netbox.compare', async (ctx, { comparisonId }) => {
    await durable().start(compareWithNetbox, comparisonId, { tenantId: ctx.tenant.id, comparisonId });
  }),
  on(netbox, 'netbox.apply-requested', 'netbox.apply', async (ctx, { comparisonId }) => {
    await durable().start(applyToNetbox, comparisonId, { tenantId: ctx.tenant.id, comparisonId });
  }),
];
