import type { Module } from '#kernel/module.ts';
import { settings } from './contract.ts';
import { service } from './service.ts';

export const settingsModule: Module = { contract: settings, service };
