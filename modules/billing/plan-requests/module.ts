import type { Module } from '#kernel/module.ts';
import { planRequests } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const planRequestsModule: Module = { contract: planRequests, service, reactions };
