import type { Module } from '#kernel/module.ts';
import { licensingCatalogue } from './contract.ts';
import { service } from './service.ts';

export const licensingCatalogueModule: Module = { contract: licensingCatalogue, service };
