import type { Module } from '#kernel/module.ts';
import { health } from './contract.ts';
import { healthGraph } from './graph.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const healthModule: Module = { contract: health, service, graph: healthGraph, reactions, workflows };
