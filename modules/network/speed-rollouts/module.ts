import type { Module } from '#kernel/module.ts';
import { speedRollouts } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const speedRolloutsModule: Module = { contract: speedRollouts, service, reactions, workflows };
