import type { Module } from '#kernel/module.ts';
import { closure } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const closureModule: Module = { contract: closure, service, reactions, workflows };
