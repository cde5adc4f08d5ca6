import type { Module } from '#kernel/module.ts';
import { apiKeys } from './contract.ts';
import { service } from './service.ts';

export const apiKeysModule: Module = { contract: apiKeys, service };
