import type { Module } from '#kernel/module.ts';
import { merging } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';

export const mergingModule: Module = { contract: merging, service, reactions };
