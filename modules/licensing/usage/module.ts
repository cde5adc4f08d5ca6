import type { Module } from '#kernel/module.ts';
import { licensingUsage } from './contract.ts';
import { usageGate } from './gate.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const licensingUsageModule: Module = { contract: licensingUsage, service, workflows, gate: usageGate };
