import type { Module } from '#kernel/module.ts';
import { subscriptions } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { followPlanChange } from './workflows.ts';

export const subscriptionsModule: Module = {
  contract: subscriptions,
  service,
  reactions,
  workflows: [followPlanChange],
};
