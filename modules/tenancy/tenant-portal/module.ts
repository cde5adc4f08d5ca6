import type { Module } from '#kernel/module.ts';
import { tenantPortal } from './contract.ts';
import { service } from './service.ts';

export const tenantPortalModule: Module = { contract: tenantPortal, service };
