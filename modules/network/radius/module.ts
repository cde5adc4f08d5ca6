import type { Module } from '#kernel/module.ts';
import { radius } from './contract.ts';
import { radiusGraph } from './graph.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const radiusModule: Module = { contract: radius, service, graph: radiusGraph, reactions, workflows };
