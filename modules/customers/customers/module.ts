import type { Module } from '#kernel/module.ts';
import { customers } from './contract.ts';
import { customersGraph } from './graph.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const customersModule: Module = { contract: customers, service, graph: customersGraph, reactions };
