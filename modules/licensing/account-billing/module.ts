import type { Module } from '#kernel/module.ts';
import { accountBilling } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const accountBillingModule: Module = { contract: accountBilling, service, reactions, workflows };
