import type { Module } from '#kernel/module.ts';
import { accountManagers } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const accountManagersModule: Module = { contract: accountManagers, service, reactions };
