import type { Module } from '#kernel/module.ts';
import { customerDocuments } from './contract.ts';
import { service } from './service.ts';

export const customerDocumentsModule: Module = { contract: customerDocuments, service };
