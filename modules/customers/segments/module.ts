import type { Module } from '#kernel/module.ts';
import { segments } from './contract.ts';
import { segmentsGraph } from './graph.ts';
import { service } from './service.ts';

export const segmentsModule: Module = { contract: segments, service, graph: segmentsGraph };
