import type { Module } from '#kernel/module.ts';
import { crossSearch } from './contract.ts';
import { service } from './service.ts';

export const crossSearchModule: Module = { contract: crossSearch, service };
