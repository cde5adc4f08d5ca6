import type { Module } from '#kernel/module.ts';
import { orchestration } from './contract.ts';
import { orchestrationGraph } from './graph.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const orchestrationModule: Module = { contract: orchestration, service, graph: orchestrationGraph, reactions };
