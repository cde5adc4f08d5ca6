import type { Module } from '#kernel/module.ts';
import { tenants } from './contract.ts';
import { tenantsGraph } from './graph.ts';
import { service } from './service.ts';

export const tenantsModule: Module = { contract: tenants, service, graph: tenantsGraph };
