import type { Module } from '#kernel/module.ts';
import { customer360 } from './contract.ts';
import { customer360Graph } from './graph.ts';
import { service } from './service.ts';

export const customer360Module: Module = { contract: customer360, service, graph: customer360Graph };
