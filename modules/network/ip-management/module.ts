import type { Module } from '#kernel/module.ts';
import { ipManagement } from './contract.ts';
import { ipManagementGraph } from './graph.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const ipManagementModule: Module = {
  contract: ipManagement,
  service,
  graph: ipManagementGraph,
  reactions,
  workflows,
};
