import type { Module } from '#kernel/module.ts';
import { portal } from './contract.ts';
import { service } from './service.ts';

export const portalModule: Module = { contract: portal, service };
