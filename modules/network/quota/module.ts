import type { Module } from '#kernel/module.ts';
import { quota } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const quotaModule: Module = { contract: quota, service, reactions, workflows };
