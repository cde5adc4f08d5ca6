import type { Module } from '#kernel/module.ts';
import { payments } from './contract.ts';
import { paymentsGraph } from './graph.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const paymentsModule: Module = { contract: payments, service, reactions, graph: paymentsGraph };
