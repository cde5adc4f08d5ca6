import type { Module } from '#kernel/module.ts';
import { documents } from './contract.ts';
import { service } from './service.ts';

export const documentsModule: Module = { contract: documents, service };
