import type { Module } from '#kernel/module.ts';
import { subscriptions } from './contract.ts';
import { subscriptionsGraph } from './graph.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { applyPlanChanges, followPlanChange } from './workflows.ts';

export const subscriptionsModule: Module = {
  contract: subscriptions,
  service,
  graph: subscriptionsGraph,
  reactions,
  workflows: [followPlanChange, applyPlanChanges],
};
