import type { Module } from '#kernel/module.ts';
import { general } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const generalModule: Module = { contract: general, service, reactions };
