import type { Module } from '#kernel/module.ts';
import { creditNotes } from './contract.ts';
import { service } from './service.ts';

export const creditNotesModule: Module = { contract: creditNotes, service };
