import type { Module } from '#kernel/module.ts';
import { customers } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const customersModule: Module = { contract: customers, service, reactions };
