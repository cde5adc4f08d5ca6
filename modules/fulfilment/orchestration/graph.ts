import { graph } from '#kernel/graphql/graph.ts';
import { orchestration } from './contract.ts';

export const orchestrationGraph = graph(orchestration, {
  queries: {
    workflowRuns: 'list',
    workflowRun: 'get',
    workflowDefinitions: 'definitions',
    workflowMetrics: 'metrics',
  },
  mutations: { retryWorkflowRun: 'retry' },
});
