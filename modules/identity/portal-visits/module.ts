import type { Module } from '#kernel/module.ts';
import { portalVisits } from './contract.ts';
import { service } from './service.ts';

export const portalVisitsModule: Module = { contract: portalVisits, service };
