import type { Module } from '#kernel/module.ts';
import { scim } from './contract.ts';
import { service } from './service.ts';

export const scimModule: Module = { contract: scim, service };
