import type { Module } from '#kernel/module.ts';
import { records } from './contract.ts';
import { service } from './service.ts';
import { workflows } from './workflows.ts';

export const recordsModule: Module = { contract: records, service, workflows };
