import { workflow } from '#kernel/durable.ts';
import { licensingUsage } from './contract.ts';

export const sampleUsage = workflow('sample-usage', {
  title: 'Measure what a provider uses of its quotas',
  queue: 'bulk',
  schedule: '7 * * * *',
  run: (run) => run.step('sample', (ctx) => ctx.call(licensingUsage, 'sample', {})),
});
export const workflows = [sampleUsage];
