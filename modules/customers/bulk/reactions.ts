import { durable } from '#kernel/durable.ts';
import { on } from '#kernel/module.ts';
import { customerBulk } from './contract.ts';
import { bulkAction } from './workflows.ts';

export const reactions = [
  on(customerBulk, 'bulk-run.started', 'customer-bulk.run', async (ctx, { bulkRunId }) => {
    await durable().start(bulkAction, bulkRunId, { tenantId: ctx.tenant.id, runId: bulkRunId });
  }),
];
