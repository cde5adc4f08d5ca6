import type { Module } from '#kernel/module.ts';
import { payments } from './contract.ts';
import { paymentsGraph } from './graph.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const paymentsModule: Module = { contract: payments, service, reactions, workflows, graph: paymentsGraph };
