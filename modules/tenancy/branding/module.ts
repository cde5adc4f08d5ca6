import type { Module } from '#kernel/module.ts';
import { branding } from './contract.ts';
import { service } from './service.ts';

export const brandingModule: Module = { contract: branding, service };
