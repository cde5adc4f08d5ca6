import type { Module } from '#kernel/module.ts';
import { supportAccess } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const supportAccessModule: Module = { contract: supportAccess, service, reactions };
