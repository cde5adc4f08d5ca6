import type { Module } from '#kernel/module.ts';
import { notices } from './contract.ts';
import { service } from './service.ts';

export const noticesModule: Module = { contract: notices, service };
