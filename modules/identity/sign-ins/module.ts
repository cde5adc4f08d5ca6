import type { Module } from '#kernel/module.ts';
import { signIns } from './contract.ts';
import { service } from './service.ts';

export const signInsModule: Module = { contract: signIns, service };
