import type { Module } from '#kernel/module.ts';
import { portalAccounts } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const portalAccountsModule: Module = { contract: portalAccounts, service, reactions };
