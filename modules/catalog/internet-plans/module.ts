import type { Module } from '#kernel/module.ts';
import { internetPlans } from './contract.ts';
import { internetPlansGraph } from './graph.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const internetPlansModule: Module = { contract: internetPlans, service, graph: internetPlansGraph, reactions };
