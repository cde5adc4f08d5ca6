import type { Module } from '#kernel/module.ts';
import { freeradius } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const freeradiusModule: Module = { contract: freeradius, service, reactions, workflows };
