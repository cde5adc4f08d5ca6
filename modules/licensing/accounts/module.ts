import type { Module } from '#kernel/module.ts';
import { licensingAccounts } from './contract.ts';
import { licenceGate } from './gate.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const licensingAccountsModule: Module = { contract: licensingAccounts, service, reactions, gate: licenceGate };
