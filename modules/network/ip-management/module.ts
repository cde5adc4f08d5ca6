import type { Module } from '#kernel/module.ts';
import { ipManagement } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const ipManagementModule: Module = { contract: ipManagement, service, reactions };
