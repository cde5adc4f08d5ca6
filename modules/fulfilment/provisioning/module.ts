import { implement } from '#kernel/context.ts';
import type { Module } from '#kernel/module.ts';
import { provisioning } from './contract.ts';
import { reactions } from './reactions.ts';
import { provisionSubscription } from './workflows.ts';

export const provisioningModule: Module = {
  contract: provisioning,
  service: implement(provisioning, {}),
  reactions,
  workflows: [provisionSubscription],
};
