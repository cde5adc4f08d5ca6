import type { Module } from '#kernel/module.ts';
import { customerBulk } from './contract.ts';
import { reactions } from './reactions.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const customerBulkModule: Module = { contract: customerBulk, service, reactions, workflows };
