import type { Module } from '#kernel/module.ts';
import { staff } from './contract.ts';
import { staffGraph } from './graph.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const staffModule: Module = { contract: staff, service, graph: staffGraph, reactions };
