import type { Module } from '#kernel/module.ts';
import { radiusAnalytics } from './contract.ts';
import { radiusAnalyticsGraph } from './graph.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const radiusAnalyticsModule: Module = {
  contract: radiusAnalytics,
  service,
  graph: radiusAnalyticsGraph,
  workflows,
};
