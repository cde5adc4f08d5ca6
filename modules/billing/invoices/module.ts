import type { Module } from '#kernel/module.ts';
import { invoices } from './contract.ts';
import { invoicesGraph } from './graph.ts';
import { service } from './service.ts';

export const invoicesModule: Module = { contract: invoices, service, graph: invoicesGraph };
