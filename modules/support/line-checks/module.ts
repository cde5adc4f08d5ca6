import type { Module } from '#kernel/module.ts';
import { lineChecks } from './contract.ts';
import { service } from './service.ts';

export const lineChecksModule: Module = { contract: lineChecks, service };
