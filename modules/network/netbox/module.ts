import type { Module } from '#kernel/module.ts';
import { netbox } from './contract.ts';
import { netboxGraph } from './graph.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { applyToNetbox, compareWithNetbox } from './workflows.ts';

export const netboxModule: Module = {
  contract: netbox,
  service,
  graph: netboxGraph,
  reactions,
  workflows: [compareWithNetbox, applyToNetbox],
};
