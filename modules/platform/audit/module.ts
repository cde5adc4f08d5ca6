import type { Module } from '#kernel/module.ts';
import { audit } from './contract.ts';
import { service } from './service.ts';

export const auditModule: Module = { contract: audit, service };
